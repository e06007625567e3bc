;; A load from a constant address of a 64-bit memory cannot fault behind its check. It was taken for one that never can, and moved
;; out of the loop without the check, to before what the loop does first.

(module
  (memory i64 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "run") (param $n i32) (result i64)
    (local $sum i64)
    (loop $again
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (local.set $sum (i64.add (local.get $sum) (i64.load8_s offset=65536 (i64.const 131066))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func (export "count") (result i32) (global.get $count)))

(assert_trap (invoke "run" (i32.const 3)) "out of bounds memory access")
(assert_return (invoke "count") (i32.const 1))
