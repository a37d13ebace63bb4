# 200 users of a shop with 20 items, where i4 mostly comes after i3: a user a line, as `import --format s3rec` reads it.
function random(below) {
  seed = seed * 16807 % 2147483647
  return int(seed / 2147483647 * below)
}
BEGIN {
  seed = 5
  for (user = 1; user <= 200; user++) {
    item = random(20)
    line = "u" user
    for (event = 0; event < 8; event++) {
      line = line " i" item + 1
      item = random(10) < 8 ? (item + 1) % 20 : random(20)
    }
    print line
  }
}
