;; Lane-wise integer operators of shape i16x8 (specification, 4.3.5).
;; Expected values: computed with V8.

(module
  (func (export "i16x8.abs") (param v128) (result v128) (i16x8.abs (local.get 0)))
  (func (export "i16x8.neg") (param v128) (result v128) (i16x8.neg (local.get 0)))
  (func (export "i16x8.all_true") (param v128) (result i32) (i16x8.all_true (local.get 0)))
  (func (export "i16x8.bitmask") (param v128) (result i32) (i16x8.bitmask (local.get 0)))
  (func (export "i16x8.q15mulr_sat_s") (param v128 v128) (result v128) (i16x8.q15mulr_sat_s (local.get 0) (local.get 1)))
  (func (export "i16x8.add") (param v128 v128) (result v128) (i16x8.add (local.get 0) (local.get 1)))
  (func (export "i16x8.add_sat_s") (param v128 v128) (result v128) (i16x8.add_sat_s (local.get 0) (local.get 1)))
  (func (export "i16x8.add_sat_u") (param v128 v128) (result v128) (i16x8.add_sat_u (local.get 0) (local.get 1)))
  (func (export "i16x8.sub") (param v128 v128) (result v128) (i16x8.sub (local.get 0) (local.get 1)))
  (func (export "i16x8.sub_sat_s") (param v128 v128) (result v128) (i16x8.sub_sat_s (local.get 0) (local.get 1)))
  (func (export "i16x8.sub_sat_u") (param v128 v128) (result v128) (i16x8.sub_sat_u (local.get 0) (local.get 1)))
  (func (export "i16x8.mul") (param v128 v128) (result v128) (i16x8.mul (local.get 0) (local.get 1)))
  (func (export "i16x8.min_s") (param v128 v128) (result v128) (i16x8.min_s (local.get 0) (local.get 1)))
  (func (export "i16x8.min_u") (param v128 v128) (result v128) (i16x8.min_u (local.get 0) (local.get 1)))
  (func (export "i16x8.max_s") (param v128 v128) (result v128) (i16x8.max_s (local.get 0) (local.get 1)))
  (func (export "i16x8.max_u") (param v128 v128) (result v128) (i16x8.max_u (local.get 0) (local.get 1)))
  (func (export "i16x8.avgr_u") (param v128 v128) (result v128) (i16x8.avgr_u (local.get 0) (local.get 1)))
  (func (export "i16x8.eq") (param v128 v128) (result v128) (i16x8.eq (local.get 0) (local.get 1)))
  (func (export "i16x8.ne") (param v128 v128) (result v128) (i16x8.ne (local.get 0) (local.get 1)))
  (func (export "i16x8.lt_s") (param v128 v128) (result v128) (i16x8.lt_s (local.get 0) (local.get 1)))
  (func (export "i16x8.lt_u") (param v128 v128) (result v128) (i16x8.lt_u (local.get 0) (local.get 1)))
  (func (export "i16x8.gt_s") (param v128 v128) (result v128) (i16x8.gt_s (local.get 0) (local.get 1)))
  (func (export "i16x8.gt_u") (param v128 v128) (result v128) (i16x8.gt_u (local.get 0) (local.get 1)))
  (func (export "i16x8.le_s") (param v128 v128) (result v128) (i16x8.le_s (local.get 0) (local.get 1)))
  (func (export "i16x8.le_u") (param v128 v128) (result v128) (i16x8.le_u (local.get 0) (local.get 1)))
  (func (export "i16x8.ge_s") (param v128 v128) (result v128) (i16x8.ge_s (local.get 0) (local.get 1)))
  (func (export "i16x8.ge_u") (param v128 v128) (result v128) (i16x8.ge_u (local.get 0) (local.get 1)))
  (func (export "i16x8.shl") (param v128 i32) (result v128) (i16x8.shl (local.get 0) (local.get 1)))
  (func (export "i16x8.shr_s") (param v128 i32) (result v128) (i16x8.shr_s (local.get 0) (local.get 1)))
  (func (export "i16x8.shr_u") (param v128 i32) (result v128) (i16x8.shr_u (local.get 0) (local.get 1)))
)

;; i16x8.abs
(assert_return (invoke "i16x8.abs" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 1 1 32767 -32768 255 256 12345))
(assert_return (invoke "i16x8.abs" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 32767 1 -32768 1 -32768 256 128 12345))
(assert_return (invoke "i16x8.abs" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return (invoke "i16x8.abs" (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
(assert_return (invoke "i16x8.abs" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 128 129 300 300 127 128 20000))

;; i16x8.neg
(assert_return (invoke "i16x8.neg" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 -1 1 -32767 -32768 -255 256 -12345))
(assert_return (invoke "i16x8.neg" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -32767 1 -32768 -1 -32768 -256 -128 12345))
(assert_return (invoke "i16x8.neg" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return (invoke "i16x8.neg" (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 -32767 -32768 -32767 -32768 -32767 -32768 -32767))
(assert_return (invoke "i16x8.neg" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -128 129 -300 300 -127 128 -20000))

;; i16x8.all_true
(assert_return (invoke "i16x8.all_true" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)) (i32.const 0))
(assert_return (invoke "i16x8.all_true" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)) (i32.const 1))
(assert_return (invoke "i16x8.all_true" (v128.const i16x8 0 0 0 0 0 0 0 0)) (i32.const 0))
(assert_return (invoke "i16x8.all_true" (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (i32.const 1))
(assert_return (invoke "i16x8.all_true" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000)) (i32.const 1))

;; i16x8.bitmask
(assert_return (invoke "i16x8.bitmask" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)) (i32.const 84))
(assert_return (invoke "i16x8.bitmask" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)) (i32.const 150))
(assert_return (invoke "i16x8.bitmask" (v128.const i16x8 0 0 0 0 0 0 0 0)) (i32.const 0))
(assert_return (invoke "i16x8.bitmask" (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (i32.const 85))
(assert_return (invoke "i16x8.bitmask" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000)) (i32.const 84))

;; i16x8.q15mulr_sat_s
(assert_return
  (invoke "i16x8.q15mulr_sat_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 0 1 1 32767 2 -1 -4651))
(assert_return
  (invoke "i16x8.q15mulr_sat_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 0 1 1 32767 2 -1 -4651))
(assert_return
  (invoke "i16x8.q15mulr_sat_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.q15mulr_sat_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.q15mulr_sat_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 128 129 300 300 127 128 19999))
(assert_return
  (invoke "i16x8.q15mulr_sat_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 0 300 300 1 1 7535))

;; i16x8.add
(assert_return
  (invoke "i16x8.add"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 32767 0 32767 -32768 0 511 -128 0))
(assert_return
  (invoke "i16x8.add"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 0 32767 -32768 0 511 -128 0))
(assert_return
  (invoke "i16x8.add"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.add"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
(assert_return
  (invoke "i16x8.add"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -32767 -32641 32639 -32469 32468 -32642 32640 -12769))
(assert_return
  (invoke "i16x8.add"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 129 -130 -32469 32468 382 -384 32345))

;; i16x8.add_sat_s
(assert_return
  (invoke "i16x8.add_sat_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 32767 0 -32768 32767 -32768 511 -128 0))
(assert_return
  (invoke "i16x8.add_sat_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 0 -32768 32767 -32768 511 -128 0))
(assert_return
  (invoke "i16x8.add_sat_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.add_sat_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
(assert_return
  (invoke "i16x8.add_sat_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -32767 32767 -32768 32767 -32768 32767 -32768 32767))
(assert_return
  (invoke "i16x8.add_sat_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 129 -130 32767 -32768 382 -384 32345))

;; i16x8.add_sat_u
(assert_return
  (invoke "i16x8.add_sat_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 32767 -1 -1 -32768 -1 511 -128 -1))
(assert_return
  (invoke "i16x8.add_sat_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 -1 -1 -32768 -1 511 -128 -1))
(assert_return
  (invoke "i16x8.add_sat_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.add_sat_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
(assert_return
  (invoke "i16x8.add_sat_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -32767 -32641 -1 -32469 -1 -32642 -1 -12769))
(assert_return
  (invoke "i16x8.add_sat_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 129 -1 -32469 -1 382 -1 32345))

;; i16x8.sub
(assert_return
  (invoke "i16x8.sub"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -32767 2 32767 32766 0 -1 -384 24690))
(assert_return
  (invoke "i16x8.sub"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 -2 -32767 -32766 0 1 384 -24690))
(assert_return
  (invoke "i16x8.sub"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.sub"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 -32767 -32768 -32767 -32768 -32767 -32768 -32767))
(assert_return
  (invoke "i16x8.sub"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 32767 32639 -32639 32467 -32468 32640 -32640 12767))
(assert_return
  (invoke "i16x8.sub"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -127 128 32467 -32468 128 -128 -7655))

;; i16x8.sub_sat_s
(assert_return
  (invoke "i16x8.sub_sat_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -32767 2 32767 32766 0 -1 -384 24690))
(assert_return
  (invoke "i16x8.sub_sat_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 -2 -32767 -32766 0 1 384 -24690))
(assert_return
  (invoke "i16x8.sub_sat_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.sub_sat_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 32767 -32767 32767 -32767 32767 -32767 32767 -32767))
(assert_return
  (invoke "i16x8.sub_sat_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -32768 32639 -32639 32467 -32468 32640 -32640 12767))
(assert_return
  (invoke "i16x8.sub_sat_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -127 128 32467 -32468 128 -128 -7655))

;; i16x8.sub_sat_u
(assert_return
  (invoke "i16x8.sub_sat_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 0 32767 32766 0 0 -384 0))
(assert_return
  (invoke "i16x8.sub_sat_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 -2 0 0 0 1 0 -24690))
(assert_return
  (invoke "i16x8.sub_sat_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.sub_sat_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.sub_sat_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 32767 32639 0 32467 0 32640 0 12767))
(assert_return
  (invoke "i16x8.sub_sat_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 128 32467 0 128 0 0))

;; i16x8.mul
(assert_return
  (invoke "i16x8.mul"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 -1 -32768 32767 0 -256 -32768 -27825))
(assert_return
  (invoke "i16x8.mul"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 -1 -32768 32767 0 -256 -32768 -27825))
(assert_return
  (invoke "i16x8.mul"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.mul"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.mul"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -32768 -128 -32768 -300 0 32641 0 -20000))
(assert_return
  (invoke "i16x8.mul"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 128 129 -300 0 32385 -32768 25888))

;; i16x8.min_s
(assert_return
  (invoke "i16x8.min_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 -1 -32768 1 -32768 255 -256 -12345))
(assert_return
  (invoke "i16x8.min_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 -1 -32768 1 -32768 255 -256 -12345))
(assert_return
  (invoke "i16x8.min_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 -1 -32768 0 -32768 0 0 -12345))
(assert_return
  (invoke "i16x8.min_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 0 -32768 0 -32768 0 -32768 0))
(assert_return
  (invoke "i16x8.min_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -32768 128 -32768 300 -32768 127 -32768 20000))
(assert_return
  (invoke "i16x8.min_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 1 -129 300 -32768 127 -256 12345))

;; i16x8.min_u
(assert_return
  (invoke "i16x8.min_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 1 -32768 1 -32768 255 128 12345))
(assert_return
  (invoke "i16x8.min_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 1 -32768 1 -32768 255 128 12345))
(assert_return
  (invoke "i16x8.min_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.min_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.min_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 128 -32768 300 -32768 127 -32768 20000))
(assert_return
  (invoke "i16x8.min_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 1 -129 300 -32768 127 -256 12345))

;; i16x8.max_s
(assert_return
  (invoke "i16x8.max_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 32767 1 -1 32767 -32768 256 128 12345))
(assert_return
  (invoke "i16x8.max_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 1 -1 32767 -32768 256 128 12345))
(assert_return
  (invoke "i16x8.max_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 0 0 1 0 256 128 0))
(assert_return
  (invoke "i16x8.max_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 32767 0 32767 0 32767 0 32767))
(assert_return
  (invoke "i16x8.max_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 32767 -129 32767 -300 32767 -128 32767))
(assert_return
  (invoke "i16x8.max_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 128 -1 32767 -300 255 -128 20000))

;; i16x8.max_u
(assert_return
  (invoke "i16x8.max_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 32767 -1 -1 32767 -32768 256 -256 -12345))
(assert_return
  (invoke "i16x8.max_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 32767 -1 -1 32767 -32768 256 -256 -12345))
(assert_return
  (invoke "i16x8.max_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.max_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
(assert_return
  (invoke "i16x8.max_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -32768 32767 -129 32767 -300 32767 -128 32767))
(assert_return
  (invoke "i16x8.max_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 128 -1 32767 -300 255 -128 20000))

;; i16x8.avgr_u
(assert_return
  (invoke "i16x8.avgr_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 16384 -32768 -16384 16384 -32768 256 32704 -32768))
(assert_return
  (invoke "i16x8.avgr_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 16384 -32768 -16384 16384 -32768 256 32704 -32768))
(assert_return
  (invoke "i16x8.avgr_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 16384 -32768 16384 1 16384 128 64 26596))
(assert_return
  (invoke "i16x8.avgr_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 16384 16384 16384 16384 16384 16384 16384 16384))
(assert_return
  (invoke "i16x8.avgr_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 16385 16448 -16448 16534 -16534 16447 -16448 26384))
(assert_return
  (invoke "i16x8.avgr_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 1 65 -65 16534 -16534 191 -192 16173))

;; i16x8.eq
(assert_return
  (invoke "i16x8.eq"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 0 0 0 -1 0 0 0))
(assert_return
  (invoke "i16x8.eq"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 0 0 0 -1 0 0 0))
(assert_return
  (invoke "i16x8.eq"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.eq"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.eq"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.eq"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 0 0 0 0 0 0))

;; i16x8.ne
(assert_return
  (invoke "i16x8.ne"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -1 -1 -1 -1 0 -1 -1 -1))
(assert_return
  (invoke "i16x8.ne"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 -1 -1 -1 -1 0 -1 -1 -1))
(assert_return
  (invoke "i16x8.ne"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return
  (invoke "i16x8.ne"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return
  (invoke "i16x8.ne"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return
  (invoke "i16x8.ne"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))

;; i16x8.lt_s
(assert_return
  (invoke "i16x8.lt_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -1 0 0 0 0 -1 -1 0))
(assert_return
  (invoke "i16x8.lt_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 -1 -1 -1 0 0 0 -1))
(assert_return
  (invoke "i16x8.lt_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 -1 -1 0 -1 0 0 -1))
(assert_return
  (invoke "i16x8.lt_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 -1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i16x8.lt_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 0 -1 0 -1 0 -1 0))
(assert_return
  (invoke "i16x8.lt_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 0 0 -1 0 -1 -1))

;; i16x8.lt_u
(assert_return
  (invoke "i16x8.lt_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -1 -1 0 0 0 -1 0 -1))
(assert_return
  (invoke "i16x8.lt_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 0 -1 -1 0 0 -1 0))
(assert_return
  (invoke "i16x8.lt_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.lt_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return
  (invoke "i16x8.lt_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 -1 0 -1 0 -1 0))
(assert_return
  (invoke "i16x8.lt_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 0 0 -1 0 -1 -1))

;; i16x8.gt_s
(assert_return
  (invoke "i16x8.gt_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 -1 -1 -1 0 0 0 -1))
(assert_return
  (invoke "i16x8.gt_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 -1 0 0 0 0 -1 -1 0))
(assert_return
  (invoke "i16x8.gt_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 -1 0 0 -1 0 -1 -1 0))
(assert_return
  (invoke "i16x8.gt_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -1 0 -1 0 -1 0 -1 0))
(assert_return
  (invoke "i16x8.gt_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 -1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i16x8.gt_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 -1 -1 0 -1 0 0))

;; i16x8.gt_u
(assert_return
  (invoke "i16x8.gt_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 0 -1 -1 0 0 -1 0))
(assert_return
  (invoke "i16x8.gt_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 -1 -1 0 0 0 -1 0 -1))
(assert_return
  (invoke "i16x8.gt_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return
  (invoke "i16x8.gt_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.gt_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i16x8.gt_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 -1 -1 0 -1 0 0))

;; i16x8.le_s
(assert_return
  (invoke "i16x8.le_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -1 0 0 0 -1 -1 -1 0))
(assert_return
  (invoke "i16x8.le_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 -1 -1 -1 -1 0 0 -1))
(assert_return
  (invoke "i16x8.le_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 -1 -1 0 -1 0 0 -1))
(assert_return
  (invoke "i16x8.le_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 -1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i16x8.le_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 0 -1 0 -1 0 -1 0))
(assert_return
  (invoke "i16x8.le_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 0 0 -1 0 -1 -1))

;; i16x8.le_u
(assert_return
  (invoke "i16x8.le_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 -1 -1 0 0 -1 -1 0 -1))
(assert_return
  (invoke "i16x8.le_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 0 0 -1 -1 -1 0 -1 0))
(assert_return
  (invoke "i16x8.le_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.le_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return
  (invoke "i16x8.le_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 -1 0 -1 0 -1 0))
(assert_return
  (invoke "i16x8.le_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 0 0 -1 0 -1 -1))

;; i16x8.ge_s
(assert_return
  (invoke "i16x8.ge_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 -1 -1 -1 -1 0 0 -1))
(assert_return
  (invoke "i16x8.ge_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 -1 0 0 0 -1 -1 -1 0))
(assert_return
  (invoke "i16x8.ge_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 -1 0 0 -1 0 -1 -1 0))
(assert_return
  (invoke "i16x8.ge_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 -1 0 -1 0 -1 0 -1 0))
(assert_return
  (invoke "i16x8.ge_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 -1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i16x8.ge_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 -1 -1 0 -1 0 0))

;; i16x8.ge_u
(assert_return
  (invoke "i16x8.ge_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i16x8 0 0 -1 -1 -1 0 -1 0))
(assert_return
  (invoke "i16x8.ge_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i16x8 -1 -1 0 0 -1 -1 0 -1))
(assert_return
  (invoke "i16x8.ge_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return
  (invoke "i16x8.ge_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.ge_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 -1 -1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i16x8.ge_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i16x8 0 0 -1 -1 0 -1 0 0))

;; i16x8.shl
(assert_return (invoke "i16x8.shl" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345) (i32.const 0))
  (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
(assert_return (invoke "i16x8.shl" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345) (i32.const 1))
  (v128.const i16x8 0 2 -2 -2 0 510 -512 24690))
(assert_return (invoke "i16x8.shl" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345) (i32.const 15))
  (v128.const i16x8 -32768 -32768 0 -32768 0 0 0 -32768))
(assert_return (invoke "i16x8.shl" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345) (i32.const 16))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return (invoke "i16x8.shl" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000) (i32.const 17))
  (v128.const i16x8 2 256 -258 600 -600 254 -256 -25536))
(assert_return (invoke "i16x8.shl" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000) (i32.const -1))
  (v128.const i16x8 -32768 0 -32768 0 0 -32768 0 0))

;; i16x8.shr_s
(assert_return (invoke "i16x8.shr_s" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345) (i32.const 0))
  (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
(assert_return (invoke "i16x8.shr_s" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345) (i32.const 1))
  (v128.const i16x8 0 0 -1 16383 -16384 127 -128 6172))
(assert_return (invoke "i16x8.shr_s" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345) (i32.const 15))
  (v128.const i16x8 0 -1 -1 0 -1 0 0 -1))
(assert_return (invoke "i16x8.shr_s" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345) (i32.const 16))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return (invoke "i16x8.shr_s" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000) (i32.const 17))
  (v128.const i16x8 0 64 -65 150 -150 63 -64 10000))
(assert_return (invoke "i16x8.shr_s" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000) (i32.const -1))
  (v128.const i16x8 0 0 -1 0 -1 0 -1 0))

;; i16x8.shr_u
(assert_return (invoke "i16x8.shr_u" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345) (i32.const 0))
  (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
(assert_return (invoke "i16x8.shr_u" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345) (i32.const 1))
  (v128.const i16x8 0 0 32767 16383 16384 127 32640 6172))
(assert_return (invoke "i16x8.shr_u" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345) (i32.const 15))
  (v128.const i16x8 0 1 1 0 1 0 0 1))
(assert_return (invoke "i16x8.shr_u" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345) (i32.const 16))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
(assert_return (invoke "i16x8.shr_u" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000) (i32.const 17))
  (v128.const i16x8 0 64 32703 150 32618 63 32704 10000))
(assert_return (invoke "i16x8.shr_u" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000) (i32.const -1))
  (v128.const i16x8 0 0 1 0 1 0 1 0))
