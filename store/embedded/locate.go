package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// ErrLibraryMissing is wrapped by Open when the engine's library is not on this machine. The error's
// text is one line that says where it was looked for and what to do.
var ErrLibraryMissing = errors.New("the engine's library is missing")

// LibraryVariable is the environment variable that names the library's path.
const LibraryVariable = "POSTUP_ENGINE_LIB"

const howToGetIt = "run `make engine` (or `make build`) to fetch it, or set " + LibraryVariable + " to its path"

// findLibrary returns the library's path: the one that was asked for, or the first of the usual places
// that has it. A path that was asked for and has nothing is an error, never a reason to look elsewhere.
func findLibrary(asked string) (string, error) {
	if asked == "" {
		asked = os.Getenv(LibraryVariable)
	}
	if asked != "" {
		if path, ok := file(asked); ok {
			return path, nil
		}
		return "", fmt.Errorf("%w: there is no file %s; %s", ErrLibraryMissing, asked, howToGetIt)
	}
	for _, dir := range usualFolders() {
		for _, name := range libraryNames(runtime.GOOS) {
			if path, ok := file(filepath.Join(dir, name)); ok {
				return path, nil
			}
		}
	}
	return "", fmt.Errorf("%w: no %s beside the program nor in .engine/ here or above; %s",
		ErrLibraryMissing, libraryNames(runtime.GOOS)[0], howToGetIt)
}

// usualFolders are those that may hold the library, the nearest first.
func usualFolders() []string {
	var dirs []string
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		dirs = append(dirs, filepath.Dir(exe))
	}
	wd, err := os.Getwd()
	if err != nil {
		return dirs
	}
	pkg := npmPackage(runtime.GOOS, runtime.GOARCH)
	for dir := wd; ; dir = filepath.Dir(dir) {
		dirs = append(dirs, filepath.Join(dir, ".engine", "node_modules", "@chdb", pkg))
		if dir == filepath.Dir(dir) {
			return dirs
		}
	}
}

// npmPackage is the name, within @chdb, of the package that holds the library for a platform.
func npmPackage(goos, goarch string) string {
	arch := goarch
	if goarch == "amd64" {
		arch = "x64"
	}
	if goos == "linux" {
		return "lib-linux-" + arch + "-gnu"
	}
	return "lib-" + goos + "-" + arch
}

// libraryNames are the file names the library goes by. Its publisher says .so on macOS too, its other
// packagings there .dylib.
func libraryNames(goos string) []string {
	if goos == "darwin" {
		return []string{"libchdb.so", "libchdb.dylib"}
	}
	return []string{"libchdb.so"}
}

// file is the absolute path of a file, links followed, so that one library has one name.
func file(path string) (string, bool) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", false
	}
	if real, err = filepath.Abs(real); err != nil {
		return "", false
	}
	info, err := os.Stat(real)
	return real, err == nil && info.Mode().IsRegular()
}
