;; Arithmetic in constant expressions (specification, 3.4.12).

(module
  (global $a (export "a") i32 (i32.add (i32.const 20) (i32.const 22)))
  (global $b (export "b") i32 (i32.sub (global.get $a) (i32.mul (i32.const 3) (i32.const 4))))
  (global $c (export "c") i64
    (i64.mul (i64.add (i64.const 0x7fffffffffffffff) (i64.const 1)) (i64.sub (i64.const 0) (i64.const 1))))
  (memory 1)
  (data (i32.add (global.get $a) (i32.const 8)) "x")
  (table 10 funcref)
  (elem (offset (i32.const 1) (i32.const 2) (i32.add)) $f)
  (func $f (result i32) (i32.const 6))
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
)
(assert_return (get "a") (i32.const 42))
(assert_return (get "b") (i32.const 30))
(assert_return (get "c") (i64.const 0x8000000000000000))
(assert_return (invoke "load" (i32.const 50)) (i32.const 120))
(assert_return (invoke "call" (i32.const 3)) (i32.const 6))
(assert_trap (invoke "call" (i32.const 2)) "uninitialized element 2")

(assert_invalid (module (global i32 (i32.div_s (i32.const 1) (i32.const 0)))) "constant expression required")
(assert_invalid (module (global i32 (i32.and (i32.const 1) (i32.const 0)))) "constant expression required")
(assert_invalid (module (global f32 (f32.add (f32.const 1) (f32.const 0)))) "constant expression required")
(assert_invalid (module (global i32 (i32.add (i32.const 1) (i64.const 0)))) "type mismatch")
(assert_invalid (module (global i32 (i32.add (i32.const 1)))) "type mismatch")
