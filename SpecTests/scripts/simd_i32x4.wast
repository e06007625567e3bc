;; Lane-wise integer operators of shape i32x4 (specification, 4.3.5).
;; Expected values: computed with V8.

(module
  (func (export "i32x4.abs") (param v128) (result v128) (i32x4.abs (local.get 0)))
  (func (export "i32x4.neg") (param v128) (result v128) (i32x4.neg (local.get 0)))
  (func (export "i32x4.all_true") (param v128) (result i32) (i32x4.all_true (local.get 0)))
  (func (export "i32x4.bitmask") (param v128) (result i32) (i32x4.bitmask (local.get 0)))
  (func (export "i32x4.add") (param v128 v128) (result v128) (i32x4.add (local.get 0) (local.get 1)))
  (func (export "i32x4.sub") (param v128 v128) (result v128) (i32x4.sub (local.get 0) (local.get 1)))
  (func (export "i32x4.mul") (param v128 v128) (result v128) (i32x4.mul (local.get 0) (local.get 1)))
  (func (export "i32x4.min_s") (param v128 v128) (result v128) (i32x4.min_s (local.get 0) (local.get 1)))
  (func (export "i32x4.min_u") (param v128 v128) (result v128) (i32x4.min_u (local.get 0) (local.get 1)))
  (func (export "i32x4.max_s") (param v128 v128) (result v128) (i32x4.max_s (local.get 0) (local.get 1)))
  (func (export "i32x4.max_u") (param v128 v128) (result v128) (i32x4.max_u (local.get 0) (local.get 1)))
  (func (export "i32x4.eq") (param v128 v128) (result v128) (i32x4.eq (local.get 0) (local.get 1)))
  (func (export "i32x4.ne") (param v128 v128) (result v128) (i32x4.ne (local.get 0) (local.get 1)))
  (func (export "i32x4.lt_s") (param v128 v128) (result v128) (i32x4.lt_s (local.get 0) (local.get 1)))
  (func (export "i32x4.lt_u") (param v128 v128) (result v128) (i32x4.lt_u (local.get 0) (local.get 1)))
  (func (export "i32x4.gt_s") (param v128 v128) (result v128) (i32x4.gt_s (local.get 0) (local.get 1)))
  (func (export "i32x4.gt_u") (param v128 v128) (result v128) (i32x4.gt_u (local.get 0) (local.get 1)))
  (func (export "i32x4.le_s") (param v128 v128) (result v128) (i32x4.le_s (local.get 0) (local.get 1)))
  (func (export "i32x4.le_u") (param v128 v128) (result v128) (i32x4.le_u (local.get 0) (local.get 1)))
  (func (export "i32x4.ge_s") (param v128 v128) (result v128) (i32x4.ge_s (local.get 0) (local.get 1)))
  (func (export "i32x4.ge_u") (param v128 v128) (result v128) (i32x4.ge_u (local.get 0) (local.get 1)))
  (func (export "i32x4.shl") (param v128 i32) (result v128) (i32x4.shl (local.get 0) (local.get 1)))
  (func (export "i32x4.shr_s") (param v128 i32) (result v128) (i32x4.shr_s (local.get 0) (local.get 1)))
  (func (export "i32x4.shr_u") (param v128 i32) (result v128) (i32x4.shr_u (local.get 0) (local.get 1)))
)

;; i32x4.abs
(assert_return (invoke "i32x4.abs" (v128.const i32x4 0 1 -1 0x7fffffff)) (v128.const i32x4 0 1 1 0x7fffffff))
(assert_return (invoke "i32x4.abs" (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0x80000000 0x7fffffff 1 1))
(assert_return (invoke "i32x4.abs" (v128.const i32x4 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return (invoke "i32x4.abs" (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0x80000000 0x80000000 65535 65536))
(assert_return (invoke "i32x4.abs" (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 32768 32769 0x75bcd15 40000))

;; i32x4.neg
(assert_return (invoke "i32x4.neg" (v128.const i32x4 0 1 -1 0x7fffffff)) (v128.const i32x4 0 -1 1 0x80000001))
(assert_return (invoke "i32x4.neg" (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0x80000000 0x80000001 1 -1))
(assert_return (invoke "i32x4.neg" (v128.const i32x4 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return (invoke "i32x4.neg" (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0x80000000 0x80000000 -65535 65536))
(assert_return (invoke "i32x4.neg" (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -32768 32769 0xf8a432eb -40000))

;; i32x4.all_true
(assert_return (invoke "i32x4.all_true" (v128.const i32x4 0 1 -1 0x7fffffff)) (i32.const 0))
(assert_return (invoke "i32x4.all_true" (v128.const i32x4 0x80000000 0x7fffffff -1 1)) (i32.const 1))
(assert_return (invoke "i32x4.all_true" (v128.const i32x4 0 0 0 0)) (i32.const 0))
(assert_return (invoke "i32x4.all_true" (v128.const i32x4 0x80000000 0x80000000 65535 -65536)) (i32.const 1))
(assert_return (invoke "i32x4.all_true" (v128.const i32x4 32768 -32769 0x75bcd15 40000)) (i32.const 1))

;; i32x4.bitmask
(assert_return (invoke "i32x4.bitmask" (v128.const i32x4 0 1 -1 0x7fffffff)) (i32.const 4))
(assert_return (invoke "i32x4.bitmask" (v128.const i32x4 0x80000000 0x7fffffff -1 1)) (i32.const 5))
(assert_return (invoke "i32x4.bitmask" (v128.const i32x4 0 0 0 0)) (i32.const 0))
(assert_return (invoke "i32x4.bitmask" (v128.const i32x4 0x80000000 0x80000000 65535 -65536)) (i32.const 11))
(assert_return (invoke "i32x4.bitmask" (v128.const i32x4 32768 -32769 0x75bcd15 40000)) (i32.const 2))

;; i32x4.add
(assert_return
  (invoke "i32x4.add"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0x80000000 0x80000000 -2 0x80000000))
(assert_return
  (invoke "i32x4.add"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0x80000000 0x80000000 -2 0x80000000))
(assert_return (invoke "i32x4.add" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0x80000000 0x7fffffff -1 1))
(assert_return
  (invoke "i32x4.add"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
(assert_return
  (invoke "i32x4.add"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0x80008000 0x7fff7fff 0x75ccd14 -25536))
(assert_return
  (invoke "i32x4.add"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 32768 -32768 0x75bcd14 0x80009c3f))

;; i32x4.sub
(assert_return
  (invoke "i32x4.sub"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0x80000000 0x80000002 0 0x7ffffffe))
(assert_return
  (invoke "i32x4.sub"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0x80000000 0x7ffffffe 0 0x80000002))
(assert_return (invoke "i32x4.sub" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0x80000000 0x7fffffff -1 1))
(assert_return
  (invoke "i32x4.sub"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0x80000000 0x80000000 -65535 65536))
(assert_return
  (invoke "i32x4.sub"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0x7fff8000 0x80008001 0xf8a532ea 0xfffe63c0))
(assert_return
  (invoke "i32x4.sub"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -32768 32770 0xf8a432ea 0x7fff63bf))

;; i32x4.mul
(assert_return
  (invoke "i32x4.mul"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 0x7fffffff 1 0x7fffffff))
(assert_return
  (invoke "i32x4.mul"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 0x7fffffff 1 0x7fffffff))
(assert_return (invoke "i32x4.mul" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.mul"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.mul"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 0x80000000 0xc5b932eb 0x63c00000))
(assert_return
  (invoke "i32x4.mul"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 -32769 0xf8a432eb -40000))

;; i32x4.min_s
(assert_return
  (invoke "i32x4.min_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0x80000000 1 -1 1))
(assert_return
  (invoke "i32x4.min_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0x80000000 1 -1 1))
(assert_return (invoke "i32x4.min_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0x80000000 0 -1 0))
(assert_return
  (invoke "i32x4.min_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0x80000000 0x80000000 0 -65536))
(assert_return
  (invoke "i32x4.min_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
(assert_return
  (invoke "i32x4.min_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 -32769 -1 40000))

;; i32x4.min_u
(assert_return
  (invoke "i32x4.min_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 1 -1 1))
(assert_return
  (invoke "i32x4.min_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 1 -1 1))
(assert_return (invoke "i32x4.min_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.min_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.min_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 32768 0x80000000 65535 40000))
(assert_return
  (invoke "i32x4.min_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 1 0x75bcd15 40000))

;; i32x4.max_s
(assert_return
  (invoke "i32x4.max_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 0x7fffffff -1 0x7fffffff))
(assert_return
  (invoke "i32x4.max_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 0x7fffffff -1 0x7fffffff))
(assert_return (invoke "i32x4.max_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 0x7fffffff 0 1))
(assert_return
  (invoke "i32x4.max_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 65535 0))
(assert_return
  (invoke "i32x4.max_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 32768 -32769 0x75bcd15 40000))
(assert_return
  (invoke "i32x4.max_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 32768 1 0x75bcd15 0x7fffffff))

;; i32x4.max_u
(assert_return
  (invoke "i32x4.max_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0x80000000 0x7fffffff -1 0x7fffffff))
(assert_return
  (invoke "i32x4.max_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0x80000000 0x7fffffff -1 0x7fffffff))
(assert_return (invoke "i32x4.max_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0x80000000 0x7fffffff -1 1))
(assert_return
  (invoke "i32x4.max_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
(assert_return
  (invoke "i32x4.max_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0x80000000 -32769 0x75bcd15 -65536))
(assert_return
  (invoke "i32x4.max_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 32768 -32769 -1 0x7fffffff))

;; i32x4.eq
(assert_return
  (invoke "i32x4.eq"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 0 -1 0))
(assert_return
  (invoke "i32x4.eq"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 0 -1 0))
(assert_return (invoke "i32x4.eq" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return (invoke "i32x4.eq" (v128.const i32x4 0 0 0 0) (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.eq"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.eq"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 0 0 0))

;; i32x4.ne
(assert_return
  (invoke "i32x4.ne"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 -1 -1 0 -1))
(assert_return
  (invoke "i32x4.ne"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 -1 -1 0 -1))
(assert_return (invoke "i32x4.ne" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return (invoke "i32x4.ne" (v128.const i32x4 0 0 0 0) (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.ne"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.ne"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 -1 -1 -1))

;; i32x4.lt_s
(assert_return
  (invoke "i32x4.lt_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 -1 0 0))
(assert_return
  (invoke "i32x4.lt_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 -1 0 0 -1))
(assert_return (invoke "i32x4.lt_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 -1 0 -1 0))
(assert_return
  (invoke "i32x4.lt_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 -1 0))
(assert_return
  (invoke "i32x4.lt_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.lt_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 0 -1 0))

;; i32x4.lt_u
(assert_return
  (invoke "i32x4.lt_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 -1 -1 0 0))
(assert_return
  (invoke "i32x4.lt_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 0 0 -1))
(assert_return (invoke "i32x4.lt_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.lt_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.lt_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 -1 -1 0))
(assert_return
  (invoke "i32x4.lt_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 -1 0 0))

;; i32x4.gt_s
(assert_return
  (invoke "i32x4.gt_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 -1 0 0 -1))
(assert_return
  (invoke "i32x4.gt_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 -1 0 0))
(assert_return (invoke "i32x4.gt_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 -1 0 -1))
(assert_return
  (invoke "i32x4.gt_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 -1 -1 0 -1))
(assert_return
  (invoke "i32x4.gt_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.gt_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 -1 0 -1))

;; i32x4.gt_u
(assert_return
  (invoke "i32x4.gt_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 0 0 -1))
(assert_return
  (invoke "i32x4.gt_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 -1 -1 0 0))
(assert_return (invoke "i32x4.gt_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.gt_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.gt_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 0 0 -1))
(assert_return
  (invoke "i32x4.gt_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 0 -1 -1))

;; i32x4.le_s
(assert_return
  (invoke "i32x4.le_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 -1 -1 0))
(assert_return
  (invoke "i32x4.le_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 -1 0 -1 -1))
(assert_return (invoke "i32x4.le_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 -1 0 -1 0))
(assert_return
  (invoke "i32x4.le_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 -1 0))
(assert_return
  (invoke "i32x4.le_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.le_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 0 -1 0))

;; i32x4.le_u
(assert_return
  (invoke "i32x4.le_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 -1 -1 -1 0))
(assert_return
  (invoke "i32x4.le_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 0 -1 -1))
(assert_return (invoke "i32x4.le_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.le_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.le_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 -1 -1 0))
(assert_return
  (invoke "i32x4.le_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 -1 0 0))

;; i32x4.ge_s
(assert_return
  (invoke "i32x4.ge_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 -1 0 -1 -1))
(assert_return
  (invoke "i32x4.ge_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 0 -1 -1 0))
(assert_return (invoke "i32x4.ge_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 0 -1 0 -1))
(assert_return
  (invoke "i32x4.ge_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 -1 -1 0 -1))
(assert_return
  (invoke "i32x4.ge_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.ge_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 -1 0 -1))

;; i32x4.ge_u
(assert_return
  (invoke "i32x4.ge_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i32x4 0 0 -1 -1))
(assert_return
  (invoke "i32x4.ge_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i32x4 -1 -1 -1 0))
(assert_return (invoke "i32x4.ge_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (v128.const i32x4 0 0 0 0))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "i32x4.ge_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.ge_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 -1 0 0 -1))
(assert_return
  (invoke "i32x4.ge_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i32x4 0 0 -1 -1))

;; i32x4.shl
(assert_return (invoke "i32x4.shl" (v128.const i32x4 0 1 -1 0x7fffffff) (i32.const 0))
  (v128.const i32x4 0 1 -1 0x7fffffff))
(assert_return (invoke "i32x4.shl" (v128.const i32x4 0 1 -1 0x7fffffff) (i32.const 1)) (v128.const i32x4 0 2 -2 -2))
(assert_return (invoke "i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 31))
  (v128.const i32x4 0 0x80000000 0x80000000 0x80000000))
(assert_return (invoke "i32x4.shl" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 32))
  (v128.const i32x4 0x80000000 0x7fffffff -1 1))
(assert_return (invoke "i32x4.shl" (v128.const i32x4 32768 -32769 0x75bcd15 40000) (i32.const 33))
  (v128.const i32x4 65536 -65538 0xeb79a2a 80000))
(assert_return (invoke "i32x4.shl" (v128.const i32x4 32768 -32769 0x75bcd15 40000) (i32.const -1))
  (v128.const i32x4 0 0x80000000 0x80000000 0))

;; i32x4.shr_s
(assert_return (invoke "i32x4.shr_s" (v128.const i32x4 0 1 -1 0x7fffffff) (i32.const 0))
  (v128.const i32x4 0 1 -1 0x7fffffff))
(assert_return (invoke "i32x4.shr_s" (v128.const i32x4 0 1 -1 0x7fffffff) (i32.const 1))
  (v128.const i32x4 0 0 -1 0x3fffffff))
(assert_return (invoke "i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 31))
  (v128.const i32x4 -1 0 -1 0))
(assert_return (invoke "i32x4.shr_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 32))
  (v128.const i32x4 0x80000000 0x7fffffff -1 1))
(assert_return (invoke "i32x4.shr_s" (v128.const i32x4 32768 -32769 0x75bcd15 40000) (i32.const 33))
  (v128.const i32x4 16384 -16385 0x3ade68a 20000))
(assert_return (invoke "i32x4.shr_s" (v128.const i32x4 32768 -32769 0x75bcd15 40000) (i32.const -1))
  (v128.const i32x4 0 -1 0 0))

;; i32x4.shr_u
(assert_return (invoke "i32x4.shr_u" (v128.const i32x4 0 1 -1 0x7fffffff) (i32.const 0))
  (v128.const i32x4 0 1 -1 0x7fffffff))
(assert_return (invoke "i32x4.shr_u" (v128.const i32x4 0 1 -1 0x7fffffff) (i32.const 1))
  (v128.const i32x4 0 0 0x7fffffff 0x3fffffff))
(assert_return (invoke "i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 31))
  (v128.const i32x4 1 0 1 0))
(assert_return (invoke "i32x4.shr_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 32))
  (v128.const i32x4 0x80000000 0x7fffffff -1 1))
(assert_return (invoke "i32x4.shr_u" (v128.const i32x4 32768 -32769 0x75bcd15 40000) (i32.const 33))
  (v128.const i32x4 16384 0x7fffbfff 0x3ade68a 20000))
(assert_return (invoke "i32x4.shr_u" (v128.const i32x4 32768 -32769 0x75bcd15 40000) (i32.const -1))
  (v128.const i32x4 0 1 0 0))
