;; A reference that was loaded, and only stored again behind a call, became the number that it is in memory. Nothing kept its object
;; when the call replaced the original and collected.

(module
  (type $box (struct (field (mut i64))))
  (type $bytes (array (mut i8)))
  (global $from (mut (ref null $box)) (ref.null $box))
  (global $to (mut (ref null $box)) (ref.null $box))
  (table $places 2 (ref null $box))
  (func $churn
    (local i32)
    (global.set $from (struct.new $box (i64.const 2)))
    (table.set $places (i32.const 0) (ref.null $box))
    (loop
      (drop (array.new_default $bytes (i32.const 4096)))
      (drop (struct.new $box (i64.const 3)))
      (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10000)))))
  (func (export "global") (result i64)
    (global.set $from (struct.new $box (i64.const 1)))
    (global.get $from)
    (call $churn)
    (global.set $to)
    (call $churn)
    (struct.get $box 0 (global.get $to)))
  (func (export "table") (param i32) (result i64)
    (local (ref null $box))
    (table.set $places (i32.const 0) (struct.new $box (i64.const 4)))
    (local.set 1 (table.get $places (local.get 0)))
    (call $churn)
    (table.set $places (i32.const 1) (local.get 1))
    (call $churn)
    (struct.get $box 0 (table.get $places (i32.const 1)))))

(assert_return (invoke "global") (i64.const 1))
(assert_return (invoke "global") (i64.const 1))
(assert_return (invoke "table" (i32.const 0)) (i64.const 4))
(assert_return (invoke "table" (i32.const 0)) (i64.const 4))
