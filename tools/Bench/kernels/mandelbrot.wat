;; Mandelbrot set on an n by n grid over [-2, 1] x [-1.5, 1.5], at most 100 steps: f64 arithmetic in locals, a data-
;; dependent inner loop. Result: the sum of the steps.
;; quick: 128 = i32:345426
;; full: 1000 = i32:20998001
(module
  (func $steps (param $cx f64) (param $cy f64) (result i32)
    (local $x f64) (local $y f64) (local $xx f64) (local $yy f64) (local $i i32)
    (block $out
      (loop $next
        (local.set $xx (f64.mul (local.get $x) (local.get $x)))
        (local.set $yy (f64.mul (local.get $y) (local.get $y)))
        (br_if $out (f64.gt (f64.add (local.get $xx) (local.get $yy)) (f64.const 4)))
        (local.set $y
          (f64.add
            (f64.mul (f64.mul (local.get $x) (f64.const 2)) (local.get $y))
            (local.get $cy)))
        (local.set $x (f64.add (f64.sub (local.get $xx) (local.get $yy)) (local.get $cx)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $i) (i32.const 100)))))
    (local.get $i))

  (func (export "run") (param $n i32) (result i32)
    (local $row i32) (local $column i32) (local $sum i32) (local $scale f64)
    (local.set $scale (f64.div (f64.const 3) (f64.convert_i32_u (local.get $n))))
    (loop $rows
      (local.set $column (i32.const 0))
      (loop $columns
        (local.set $sum
          (i32.add
            (local.get $sum)
            (call $steps
              (f64.sub (f64.mul (f64.convert_i32_u (local.get $column)) (local.get $scale)) (f64.const 2))
              (f64.sub (f64.mul (f64.convert_i32_u (local.get $row)) (local.get $scale)) (f64.const 1.5)))))
        (local.set $column (i32.add (local.get $column) (i32.const 1)))
        (br_if $columns (i32.lt_u (local.get $column) (local.get $n))))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br_if $rows (i32.lt_u (local.get $row) (local.get $n))))
    (local.get $sum)))
