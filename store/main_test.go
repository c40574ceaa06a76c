package store_test

import (
	"testing"

	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
