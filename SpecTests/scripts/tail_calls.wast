;; Tail calls (specification, 4.6.9): they take no space, whatever the number of parameters and results.

(module
  (type $count (func (param i64 i64) (result i64)))
  (table $t funcref (elem $sum-indirect $other))

  (func $sum (export "sum") (param i64 i64) (result i64)
    (if (result i64) (i64.eqz (local.get 0))
      (then (local.get 1))
      (else
        (return_call $sum (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 0) (local.get 1))))))

  (func $sum-indirect (export "sum indirect") (type $count)
    (if (result i64) (i64.eqz (local.get 0))
      (then (local.get 1))
      (else
        (return_call_indirect $t (type $count)
          (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 0) (local.get 1)) (i32.const 0)))))

  (func $sum-ref (export "sum ref") (type $count)
    (if (result i64) (i64.eqz (local.get 0))
      (then (local.get 1))
      (else
        (return_call_ref $count
          (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 0) (local.get 1)) (ref.func $sum-ref)))))

  (func $even (export "even") (param i64) (result i32)
    (if (result i32) (i64.eqz (local.get 0))
      (then (i32.const 1))
      (else (return_call $odd (i64.sub (local.get 0) (i64.const 1))))))
  (func $odd (export "odd") (param i64) (result i32)
    (if (result i32) (i64.eqz (local.get 0))
      (then (i32.const 0))
      (else (return_call $even (i64.sub (local.get 0) (i64.const 1))))))

  (func $other (result i32) (i32.const 5))
  (func (export "wrong type") (result i64)
    (return_call_indirect $t (type $count) (i64.const 1) (i64.const 2) (i32.const 1)))
  (func (export "no element") (param i32) (result i32)
    (return_call_indirect $t (result i32) (local.get 0)))
  (func (export "null") (result i64)
    (return_call_ref $count (i64.const 1) (i64.const 2) (ref.null $count)))

  ;; More and fewer parameters than the caller has, of other types.
  (func $a (param i32) (result i64)
    (return_call $b (local.get 0) (i64.const 1) (f32.const 2) (f64.const 3) (v128.const i64x2 4 5)
      (i32.const 6) (i64.const 7) (i64.const 8) (i64.const 9) (i64.const 10) (i64.const 11) (i64.const 12)))
  (func $b (param i32 i64 f32 f64 v128 i32 i64 i64 i64 i64 i64 i64) (result i64)
    (if (i32.eqz (local.get 0))
      (then
        (return
          (i64.add (local.get 11)
            (i64.add (i64.trunc_f64_s (local.get 3)) (i64x2.extract_lane 1 (local.get 4)))))))
    (return_call $a (i32.sub (local.get 0) (i32.const 1))))
  (func (export "grow and shrink") (param i32) (result i64) (call $a (local.get 0)))

  ;; The values below the operands are gone; code after it is unreachable.
  (func (export "drops") (result i32)
    (i64.const 1)
    (f32.const 2)
    (return_call $other)
    (i32.add))

  (func $two (result i32 i64) (i32.const 3) (i64.const 4))
  (func (export "two results") (result i32 i64) (return_call $two))
)

(assert_return (invoke "sum" (i64.const 100) (i64.const 0)) (i64.const 5050))
(assert_return (invoke "sum" (i64.const 100000) (i64.const 0)) (i64.const 5000050000))
(assert_return (invoke "sum indirect" (i64.const 100000) (i64.const 0)) (i64.const 5000050000))
(assert_return (invoke "sum ref" (i64.const 100000) (i64.const 0)) (i64.const 5000050000))
(assert_return (invoke "even" (i64.const 100000)) (i32.const 1))
(assert_return (invoke "odd" (i64.const 100000)) (i32.const 0))
(assert_return (invoke "even" (i64.const 77777)) (i32.const 0))
(assert_trap (invoke "wrong type") "indirect call type mismatch")
(assert_return (invoke "no element" (i32.const 1)) (i32.const 5))
(assert_trap (invoke "no element" (i32.const 2)) "undefined element")
(assert_trap (invoke "null") "null function reference")
(assert_return (invoke "grow and shrink" (i32.const 10000)) (i64.const 20))
(assert_return (invoke "drops") (i32.const 5))
(assert_return (invoke "two results") (i32.const 3) (i64.const 4))

(assert_invalid (module (func (result i32) (return_call 1)) (func (result i64) (i64.const 0))) "type mismatch")
(assert_invalid (module (func (return_call 1)) (func (param i32))) "type mismatch")
(assert_invalid (module (func (return_call 1))) "unknown function")
(assert_invalid (module (type (func)) (func (return_call_indirect (type 0) (i32.const 0)))) "unknown table")
(assert_invalid (module (type (func (result i32))) (table 1 funcref) (func (return_call_indirect (type 0) (i32.const 0)))) "type mismatch")
(assert_invalid (module (type (func (result i32))) (func (return_call_ref 0 (ref.null 0)))) "type mismatch")
