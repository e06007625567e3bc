;; Lane-wise integer operators of shape i64x2 (specification, 4.3.5).
;; Expected values: computed with V8.

(module
  (func (export "i64x2.abs") (param v128) (result v128) (i64x2.abs (local.get 0)))
  (func (export "i64x2.neg") (param v128) (result v128) (i64x2.neg (local.get 0)))
  (func (export "i64x2.all_true") (param v128) (result i32) (i64x2.all_true (local.get 0)))
  (func (export "i64x2.bitmask") (param v128) (result i32) (i64x2.bitmask (local.get 0)))
  (func (export "i64x2.add") (param v128 v128) (result v128) (i64x2.add (local.get 0) (local.get 1)))
  (func (export "i64x2.sub") (param v128 v128) (result v128) (i64x2.sub (local.get 0) (local.get 1)))
  (func (export "i64x2.mul") (param v128 v128) (result v128) (i64x2.mul (local.get 0) (local.get 1)))
  (func (export "i64x2.eq") (param v128 v128) (result v128) (i64x2.eq (local.get 0) (local.get 1)))
  (func (export "i64x2.ne") (param v128 v128) (result v128) (i64x2.ne (local.get 0) (local.get 1)))
  (func (export "i64x2.lt_s") (param v128 v128) (result v128) (i64x2.lt_s (local.get 0) (local.get 1)))
  (func (export "i64x2.gt_s") (param v128 v128) (result v128) (i64x2.gt_s (local.get 0) (local.get 1)))
  (func (export "i64x2.le_s") (param v128 v128) (result v128) (i64x2.le_s (local.get 0) (local.get 1)))
  (func (export "i64x2.ge_s") (param v128 v128) (result v128) (i64x2.ge_s (local.get 0) (local.get 1)))
  (func (export "i64x2.shl") (param v128 i32) (result v128) (i64x2.shl (local.get 0) (local.get 1)))
  (func (export "i64x2.shr_s") (param v128 i32) (result v128) (i64x2.shr_s (local.get 0) (local.get 1)))
  (func (export "i64x2.shr_u") (param v128 i32) (result v128) (i64x2.shr_u (local.get 0) (local.get 1)))
)

;; i64x2.abs
(assert_return (invoke "i64x2.abs" (v128.const i64x2 0 -1)) (v128.const i64x2 0 1))
(assert_return (invoke "i64x2.abs" (v128.const i64x2 1 0x7fffffffffffffff)) (v128.const i64x2 1 0x7fffffffffffffff))
(assert_return (invoke "i64x2.abs" (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0x8000000000000000 0x8000000000000000))
(assert_return (invoke "i64x2.abs" (v128.const i64x2 0 0)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.abs" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0x123456789abcdef 0x123456789))

;; i64x2.neg
(assert_return (invoke "i64x2.neg" (v128.const i64x2 0 -1)) (v128.const i64x2 0 1))
(assert_return (invoke "i64x2.neg" (v128.const i64x2 1 0x7fffffffffffffff)) (v128.const i64x2 -1 0x8000000000000001))
(assert_return (invoke "i64x2.neg" (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0x8000000000000000 0x8000000000000000))
(assert_return (invoke "i64x2.neg" (v128.const i64x2 0 0)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.neg" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0xfedcba9876543211 0x123456789))

;; i64x2.all_true
(assert_return (invoke "i64x2.all_true" (v128.const i64x2 0 -1)) (i32.const 0))
(assert_return (invoke "i64x2.all_true" (v128.const i64x2 1 0x7fffffffffffffff)) (i32.const 1))
(assert_return (invoke "i64x2.all_true" (v128.const i64x2 0x8000000000000000 0x8000000000000000)) (i32.const 1))
(assert_return (invoke "i64x2.all_true" (v128.const i64x2 0 0)) (i32.const 0))
(assert_return (invoke "i64x2.all_true" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877)) (i32.const 1))

;; i64x2.bitmask
(assert_return (invoke "i64x2.bitmask" (v128.const i64x2 0 -1)) (i32.const 2))
(assert_return (invoke "i64x2.bitmask" (v128.const i64x2 1 0x7fffffffffffffff)) (i32.const 0))
(assert_return (invoke "i64x2.bitmask" (v128.const i64x2 0x8000000000000000 0x8000000000000000)) (i32.const 3))
(assert_return (invoke "i64x2.bitmask" (v128.const i64x2 0 0)) (i32.const 0))
(assert_return (invoke "i64x2.bitmask" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877)) (i32.const 2))

;; i64x2.add
(assert_return (invoke "i64x2.add" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 1 0x7ffffffffffffffe))
(assert_return (invoke "i64x2.add" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 1 0x7ffffffffffffffe))
(assert_return
  (invoke "i64x2.add"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0x8000000000000001 -1))
(assert_return (invoke "i64x2.add" (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0 0))
  (v128.const i64x2 0x8000000000000000 0x8000000000000000))
(assert_return (invoke "i64x2.add" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
(assert_return (invoke "i64x2.add" (v128.const i64x2 0 -1) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9876))

;; i64x2.sub
(assert_return (invoke "i64x2.sub" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 -1 0x8000000000000000))
(assert_return (invoke "i64x2.sub" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 1 0x8000000000000000))
(assert_return
  (invoke "i64x2.sub"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0x8000000000000001 -1))
(assert_return (invoke "i64x2.sub" (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0 0))
  (v128.const i64x2 0x8000000000000000 0x8000000000000000))
(assert_return (invoke "i64x2.sub" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0xfedcba9876543211 0x123456789))
(assert_return (invoke "i64x2.sub" (v128.const i64x2 0 -1) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0xfedcba9876543211 0x123456788))

;; i64x2.mul
(assert_return (invoke "i64x2.mul" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 0 0x8000000000000001))
(assert_return (invoke "i64x2.mul" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 0 0x8000000000000001))
(assert_return
  (invoke "i64x2.mul"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0x8000000000000000 0x8000000000000000))
(assert_return (invoke "i64x2.mul" (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0 0))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.mul" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.mul" (v128.const i64x2 0 -1) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 0x123456789))

;; i64x2.eq
(assert_return (invoke "i64x2.eq" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.eq" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.eq"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.eq" (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0 0))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.eq" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.eq" (v128.const i64x2 0 -1) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 0))

;; i64x2.ne
(assert_return (invoke "i64x2.ne" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.ne" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 -1 -1))
(assert_return
  (invoke "i64x2.ne"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.ne" (v128.const i64x2 0x8000000000000000 0x8000000000000000) (v128.const i64x2 0 0))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.ne" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.ne" (v128.const i64x2 0 -1) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 -1 -1))

;; i64x2.lt_s
(assert_return (invoke "i64x2.lt_s" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.lt_s" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.lt_s"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.lt_s"
    (v128.const i64x2 0x8000000000000000 0x8000000000000000)
    (v128.const i64x2 0 0))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.lt_s" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 -1 0))
(assert_return
  (invoke "i64x2.lt_s"
    (v128.const i64x2 0 -1)
    (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 -1 0))

;; i64x2.gt_s
(assert_return (invoke "i64x2.gt_s" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.gt_s" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 -1 -1))
(assert_return
  (invoke "i64x2.gt_s"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 -1 -1))
(assert_return
  (invoke "i64x2.gt_s"
    (v128.const i64x2 0x8000000000000000 0x8000000000000000)
    (v128.const i64x2 0 0))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.gt_s" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 -1))
(assert_return
  (invoke "i64x2.gt_s"
    (v128.const i64x2 0 -1)
    (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 -1))

;; i64x2.le_s
(assert_return (invoke "i64x2.le_s" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.le_s" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.le_s"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.le_s"
    (v128.const i64x2 0x8000000000000000 0x8000000000000000)
    (v128.const i64x2 0 0))
  (v128.const i64x2 -1 -1))
(assert_return (invoke "i64x2.le_s" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 -1 0))
(assert_return
  (invoke "i64x2.le_s"
    (v128.const i64x2 0 -1)
    (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 -1 0))

;; i64x2.ge_s
(assert_return (invoke "i64x2.ge_s" (v128.const i64x2 0 -1) (v128.const i64x2 1 0x7fffffffffffffff))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.ge_s" (v128.const i64x2 1 0x7fffffffffffffff) (v128.const i64x2 0 -1))
  (v128.const i64x2 -1 -1))
(assert_return
  (invoke "i64x2.ge_s"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (v128.const i64x2 0x8000000000000000 0x8000000000000000))
  (v128.const i64x2 -1 -1))
(assert_return
  (invoke "i64x2.ge_s"
    (v128.const i64x2 0x8000000000000000 0x8000000000000000)
    (v128.const i64x2 0 0))
  (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.ge_s" (v128.const i64x2 0 0) (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 -1))
(assert_return
  (invoke "i64x2.ge_s"
    (v128.const i64x2 0 -1)
    (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877))
  (v128.const i64x2 0 -1))

;; i64x2.shl
(assert_return (invoke "i64x2.shl" (v128.const i64x2 0 -1) (i32.const 0)) (v128.const i64x2 0 -1))
(assert_return (invoke "i64x2.shl" (v128.const i64x2 0 -1) (i32.const 1)) (v128.const i64x2 0 -2))
(assert_return (invoke "i64x2.shl" (v128.const i64x2 1 0x7fffffffffffffff) (i32.const 63))
  (v128.const i64x2 0x8000000000000000 0x8000000000000000))
(assert_return (invoke "i64x2.shl" (v128.const i64x2 1 0x7fffffffffffffff) (i32.const 64))
  (v128.const i64x2 1 0x7fffffffffffffff))
(assert_return (invoke "i64x2.shl" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877) (i32.const 65))
  (v128.const i64x2 0x2468acf13579bde 0xfffffffdb97530ee))
(assert_return (invoke "i64x2.shl" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877) (i32.const -1))
  (v128.const i64x2 0x8000000000000000 0x8000000000000000))

;; i64x2.shr_s
(assert_return (invoke "i64x2.shr_s" (v128.const i64x2 0 -1) (i32.const 0)) (v128.const i64x2 0 -1))
(assert_return (invoke "i64x2.shr_s" (v128.const i64x2 0 -1) (i32.const 1)) (v128.const i64x2 0 -1))
(assert_return (invoke "i64x2.shr_s" (v128.const i64x2 1 0x7fffffffffffffff) (i32.const 63)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.shr_s" (v128.const i64x2 1 0x7fffffffffffffff) (i32.const 64))
  (v128.const i64x2 1 0x7fffffffffffffff))
(assert_return (invoke "i64x2.shr_s" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877) (i32.const 65))
  (v128.const i64x2 0x91a2b3c4d5e6f7 0xffffffff6e5d4c3b))
(assert_return (invoke "i64x2.shr_s" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877) (i32.const -1))
  (v128.const i64x2 0 -1))

;; i64x2.shr_u
(assert_return (invoke "i64x2.shr_u" (v128.const i64x2 0 -1) (i32.const 0)) (v128.const i64x2 0 -1))
(assert_return (invoke "i64x2.shr_u" (v128.const i64x2 0 -1) (i32.const 1)) (v128.const i64x2 0 0x7fffffffffffffff))
(assert_return (invoke "i64x2.shr_u" (v128.const i64x2 1 0x7fffffffffffffff) (i32.const 63)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.shr_u" (v128.const i64x2 1 0x7fffffffffffffff) (i32.const 64))
  (v128.const i64x2 1 0x7fffffffffffffff))
(assert_return (invoke "i64x2.shr_u" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877) (i32.const 65))
  (v128.const i64x2 0x91a2b3c4d5e6f7 0x7fffffff6e5d4c3b))
(assert_return (invoke "i64x2.shr_u" (v128.const i64x2 0x123456789abcdef 0xfffffffedcba9877) (i32.const -1))
  (v128.const i64x2 0 1))
