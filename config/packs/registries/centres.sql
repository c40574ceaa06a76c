SELECT region, month, centres
FROM connected
ORDER BY region, month;
