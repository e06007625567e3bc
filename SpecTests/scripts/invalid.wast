;; Typing of instructions and modules that no other script treats (specification, chapter 3).

;; Operands are taken from the current block only.
(assert_invalid (module (func (i32.const 0) (block (drop)))) "type mismatch")
(assert_invalid (module (func (i32.const 0) (loop (i32.eqz) (drop)))) "type mismatch")
(assert_invalid (module (func (result i32) (i32.const 0) (block (br 1)))) "type mismatch")
(assert_invalid (module (func (i32.const 1))) "type mismatch")
(assert_invalid (module (func (result i32))) "type mismatch")
(assert_invalid (module (func (result i32) (i64.const 1))) "type mismatch")
(assert_invalid (module (func (result i32) (i32.const 1) (i32.const 2))) "type mismatch")
(assert_invalid (module (func (drop (i32.add (i32.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (i32.add (i32.const 1) (f32.const 2))))) "type mismatch")
(assert_invalid (module (func (drop (i64.eqz (i32.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (f32.sqrt (f64.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (i32.trunc_f32_s (f64.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (i64.extend_i32_s (i64.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (v128.not (i64.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (i8x16.shl (v128.const i64x2 0 0) (v128.const i64x2 0 0))))) "type mismatch")

;; Code after an unconditional branch is checked too, but for what lies below.
(module (func (result i32) (unreachable) (i32.add)))
(module (func (result i32) (return (i32.const 1)) (drop) (drop) (i32.eqz)))
(module (func (block (result i32) (br 0 (i32.const 1)) (i64.const 2) (i32.wrap_i64)) (drop)))
(assert_invalid (module (func (unreachable) (i64.const 0) (i32.const 0) (i32.add) (drop))) "type mismatch")
(assert_invalid (module (func (result i32) (unreachable) (f32.const 0))) "type mismatch")
(assert_invalid (module (func (unreachable) (br 7))) "unknown label")
(assert_invalid (module (func (unreachable) (local.get 0) (drop))) "unknown local")
(assert_invalid (module (func (block (br 0) (i32.const 0) (i32.const 0)))) "type mismatch")

;; Indices.
(assert_invalid (module (func (type 0))) "unknown type")
(assert_invalid (module (type (struct)) (func (type 0))) "non-function type")
(assert_invalid (module (import "" "" (func (type 3)))) "unknown type")
(assert_invalid (module (func (param (ref 5)))) "unknown type")
(assert_invalid (module (func (local (ref null 5)))) "unknown type")
(assert_invalid (module (func (block (type 4)))) "unknown type")
(assert_invalid (module (table 0 (ref null 3))) "unknown type")
(assert_invalid (module (global (ref null 3) (ref.null 3))) "unknown type")
(assert_invalid (module (tag (type 9))) "unknown type")
(assert_invalid (module (elem func 3)) "unknown function")
(assert_invalid (module (table 1 funcref) (elem (i64.const 0) func)) "type mismatch")
(assert_invalid (module (elem funcref (ref.null extern))) "type mismatch")
(assert_invalid (module (elem funcref (ref.func 0))) "unknown function")
(assert_invalid (module (elem funcref (item (unreachable)))) "constant expression required")
(assert_invalid (module (table 1 funcref) (elem (offset (nop) (i32.const 0)) func)) "constant expression required")
(assert_invalid (module (memory 1) (data (offset) "")) "type mismatch")
(assert_invalid (module (table 1 externref) (elem (i32.const 0) funcref)) "type mismatch")

;; An initialized local stays so until the end of its block.
(module
  (type $t (func))
  (func $f
    (local $x (ref $t))
    (local.set $x (ref.func $f))
    (block (drop (local.get $x)))
    (drop (local.get $x)))
  (elem declare func $f))
(assert_invalid
  (module
    (type $t (func))
    (func $f)
    (func (param i32) (local $x (ref $t))
      (if (local.get 0) (then (local.set $x (ref.func $f))) (else (local.set $x (ref.func $f))))
      (drop (local.get $x)))
    (elem declare func $f))
  "uninitialized local")
