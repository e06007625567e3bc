;; Lane-wise floating-point operators of shape f32x4 (specification, 4.3.5).
;; Expected values: computed with V8.

(module
  (func (export "f32x4.abs") (param v128) (result v128) (f32x4.abs (local.get 0)))
  (func (export "f32x4.neg") (param v128) (result v128) (f32x4.neg (local.get 0)))
  (func (export "f32x4.ceil") (param v128) (result v128) (f32x4.ceil (local.get 0)))
  (func (export "f32x4.floor") (param v128) (result v128) (f32x4.floor (local.get 0)))
  (func (export "f32x4.trunc") (param v128) (result v128) (f32x4.trunc (local.get 0)))
  (func (export "f32x4.nearest") (param v128) (result v128) (f32x4.nearest (local.get 0)))
  (func (export "f32x4.sqrt") (param v128) (result v128) (f32x4.sqrt (local.get 0)))
  (func (export "f32x4.add") (param v128 v128) (result v128) (f32x4.add (local.get 0) (local.get 1)))
  (func (export "f32x4.sub") (param v128 v128) (result v128) (f32x4.sub (local.get 0) (local.get 1)))
  (func (export "f32x4.mul") (param v128 v128) (result v128) (f32x4.mul (local.get 0) (local.get 1)))
  (func (export "f32x4.div") (param v128 v128) (result v128) (f32x4.div (local.get 0) (local.get 1)))
  (func (export "f32x4.min") (param v128 v128) (result v128) (f32x4.min (local.get 0) (local.get 1)))
  (func (export "f32x4.max") (param v128 v128) (result v128) (f32x4.max (local.get 0) (local.get 1)))
  (func (export "f32x4.pmin") (param v128 v128) (result v128) (f32x4.pmin (local.get 0) (local.get 1)))
  (func (export "f32x4.pmax") (param v128 v128) (result v128) (f32x4.pmax (local.get 0) (local.get 1)))
  (func (export "f32x4.eq") (param v128 v128) (result v128) (f32x4.eq (local.get 0) (local.get 1)))
  (func (export "f32x4.ne") (param v128 v128) (result v128) (f32x4.ne (local.get 0) (local.get 1)))
  (func (export "f32x4.lt") (param v128 v128) (result v128) (f32x4.lt (local.get 0) (local.get 1)))
  (func (export "f32x4.gt") (param v128 v128) (result v128) (f32x4.gt (local.get 0) (local.get 1)))
  (func (export "f32x4.le") (param v128 v128) (result v128) (f32x4.le (local.get 0) (local.get 1)))
  (func (export "f32x4.ge") (param v128 v128) (result v128) (f32x4.ge (local.get 0) (local.get 1)))
)

;; f32x4.abs
(assert_return (invoke "f32x4.abs" (v128.const f32x4 0 -0 1 -1.5)) (v128.const f32x4 0 0 1 1.5))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 -0 0 2 0.5)) (v128.const f32x4 0 0 2 0.5))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 nan inf -inf 1)) (v128.const f32x4 nan inf inf 1))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 1 inf inf nan)) (v128.const f32x4 1 inf inf nan))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 0.1 2.5 -2.5 16777216)) (v128.const f32x4 0.1 2.5 2.5 16777216))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 0.2 -0.5 3.5 1)) (v128.const f32x4 0.2 0.5 3.5 1))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38))
  (v128.const f32x4 3.4028235e+38 1e-45 1e-45 3.4028235e+38))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 2 0.5 2 2)) (v128.const f32x4 2 0.5 2 2))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 nan:0x200000 1 -nan 0.5))
  (v128.const f32x4 nan:0x200000 1 nan 0.5))
(assert_return (invoke "f32x4.abs" (v128.const f32x4 -1 nan:0x200000 2 -0.5)) (v128.const f32x4 1 nan:0x200000 2 0.5))

;; f32x4.neg
(assert_return (invoke "f32x4.neg" (v128.const f32x4 0 -0 1 -1.5)) (v128.const f32x4 -0 0 -1 1.5))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 -0 0 2 0.5)) (v128.const f32x4 0 -0 -2 -0.5))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 nan inf -inf 1)) (v128.const f32x4 -nan -inf inf -1))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 1 inf inf nan)) (v128.const f32x4 -1 -inf -inf -nan))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 0.1 2.5 -2.5 16777216))
  (v128.const f32x4 -0.1 -2.5 2.5 -16777216))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 0.2 -0.5 3.5 1)) (v128.const f32x4 -0.2 0.5 -3.5 -1))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38))
  (v128.const f32x4 -3.4028235e+38 -1e-45 1e-45 3.4028235e+38))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 2 0.5 2 2)) (v128.const f32x4 -2 -0.5 -2 -2))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 nan:0x200000 1 -nan 0.5))
  (v128.const f32x4 -nan:0x200000 -1 nan -0.5))
(assert_return (invoke "f32x4.neg" (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 1 -nan:0x200000 -2 0.5))

;; f32x4.ceil
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 0 -0 1 -1.5)) (v128.const f32x4 0 -0 1 -1))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 -0 0 2 0.5)) (v128.const f32x4 -0 0 2 1))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 nan inf -inf 1)) (v128.const f32x4 nan:canonical inf -inf 1))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 1 inf inf nan)) (v128.const f32x4 1 inf inf nan:canonical))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 0.1 2.5 -2.5 16777216)) (v128.const f32x4 1 3 -2 16777216))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 0.2 -0.5 3.5 1)) (v128.const f32x4 1 -0 4 1))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38))
  (v128.const f32x4 3.4028235e+38 1 -0 -3.4028235e+38))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 2 0.5 2 2)) (v128.const f32x4 2 1 2 2))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 nan:0x200000 1 -nan 0.5))
  (v128.const f32x4 nan:arithmetic 1 nan:canonical 1))
(assert_return (invoke "f32x4.ceil" (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 -1 nan:arithmetic 2 -0))

;; f32x4.floor
(assert_return (invoke "f32x4.floor" (v128.const f32x4 0 -0 1 -1.5)) (v128.const f32x4 0 -0 1 -2))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 -0 0 2 0.5)) (v128.const f32x4 -0 0 2 0))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 nan inf -inf 1)) (v128.const f32x4 nan:canonical inf -inf 1))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 1 inf inf nan)) (v128.const f32x4 1 inf inf nan:canonical))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 0.1 2.5 -2.5 16777216)) (v128.const f32x4 0 2 -3 16777216))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 0.2 -0.5 3.5 1)) (v128.const f32x4 0 -1 3 1))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38))
  (v128.const f32x4 3.4028235e+38 0 -1 -3.4028235e+38))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 2 0.5 2 2)) (v128.const f32x4 2 0 2 2))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 nan:0x200000 1 -nan 0.5))
  (v128.const f32x4 nan:arithmetic 1 nan:canonical 0))
(assert_return (invoke "f32x4.floor" (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 -1 nan:arithmetic 2 -1))

;; f32x4.trunc
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 0 -0 1 -1.5)) (v128.const f32x4 0 -0 1 -1))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 -0 0 2 0.5)) (v128.const f32x4 -0 0 2 0))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 nan inf -inf 1)) (v128.const f32x4 nan:canonical inf -inf 1))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 1 inf inf nan)) (v128.const f32x4 1 inf inf nan:canonical))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 0.1 2.5 -2.5 16777216)) (v128.const f32x4 0 2 -2 16777216))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 0.2 -0.5 3.5 1)) (v128.const f32x4 0 -0 3 1))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38))
  (v128.const f32x4 3.4028235e+38 0 -0 -3.4028235e+38))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 2 0.5 2 2)) (v128.const f32x4 2 0 2 2))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 nan:0x200000 1 -nan 0.5))
  (v128.const f32x4 nan:arithmetic 1 nan:canonical 0))
(assert_return (invoke "f32x4.trunc" (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 -1 nan:arithmetic 2 -0))

;; f32x4.nearest
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 0 -0 1 -1.5)) (v128.const f32x4 0 -0 1 -2))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 -0 0 2 0.5)) (v128.const f32x4 -0 0 2 0))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 nan inf -inf 1)) (v128.const f32x4 nan:canonical inf -inf 1))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 1 inf inf nan)) (v128.const f32x4 1 inf inf nan:canonical))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 0.1 2.5 -2.5 16777216)) (v128.const f32x4 0 2 -2 16777216))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 0.2 -0.5 3.5 1)) (v128.const f32x4 0 -0 4 1))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38))
  (v128.const f32x4 3.4028235e+38 0 -0 -3.4028235e+38))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 2 0.5 2 2)) (v128.const f32x4 2 0 2 2))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 nan:0x200000 1 -nan 0.5))
  (v128.const f32x4 nan:arithmetic 1 nan:canonical 0))
(assert_return (invoke "f32x4.nearest" (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 -1 nan:arithmetic 2 -0))

;; f32x4.sqrt
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 0 -0 1 -1.5)) (v128.const f32x4 0 -0 1 nan:canonical))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 -0 0 2 0.5)) (v128.const f32x4 -0 0 1.4142135 0.70710677))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 nan inf -inf 1))
  (v128.const f32x4 nan:canonical inf nan:canonical 1))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 1 inf inf nan)) (v128.const f32x4 1 inf inf nan:canonical))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 0.1 2.5 -2.5 16777216))
  (v128.const f32x4 0.31622776 1.5811388 nan:canonical 4096))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.4472136 nan:canonical 1.8708287 1))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38))
  (v128.const f32x4 18446743000000000000 3.743392e-23 nan:canonical nan:canonical))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 1.4142135 0.70710677 1.4142135 1.4142135))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 nan:0x200000 1 -nan 0.5))
  (v128.const f32x4 nan:arithmetic 1 nan:canonical 0.70710677))
(assert_return (invoke "f32x4.sqrt" (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:canonical nan:arithmetic 1.4142135 nan:canonical))

;; f32x4.add
(assert_return (invoke "f32x4.add" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 0 0 3 -1))
(assert_return (invoke "f32x4.add" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 0 0 3 -1))
(assert_return (invoke "f32x4.add" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan:canonical inf nan:canonical nan:canonical))
(assert_return (invoke "f32x4.add" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.3 2 1 16777216))
(assert_return
  (invoke "f32x4.add"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 3.4028235e+38 0.5 2 -3.4028235e+38))
(assert_return
  (invoke "f32x4.add"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:arithmetic nan:arithmetic nan:canonical 0))

;; f32x4.sub
(assert_return (invoke "f32x4.sub" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 0 -0 -1 -2))
(assert_return (invoke "f32x4.sub" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 -0 0 1 2))
(assert_return (invoke "f32x4.sub" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan:canonical nan:canonical -inf nan:canonical))
(assert_return (invoke "f32x4.sub" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 -0.1 3 -6 16777215))
(assert_return
  (invoke "f32x4.sub"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 3.4028235e+38 -0.5 -2 -3.4028235e+38))
(assert_return
  (invoke "f32x4.sub"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:arithmetic nan:arithmetic nan:canonical 1))

;; f32x4.mul
(assert_return (invoke "f32x4.mul" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 -0 -0 2 -0.75))
(assert_return (invoke "f32x4.mul" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 -0 -0 2 -0.75))
(assert_return (invoke "f32x4.mul" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan:canonical inf -inf nan:canonical))
(assert_return (invoke "f32x4.mul" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.020000001 -1.25 -8.75 16777216))
(assert_return
  (invoke "f32x4.mul"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 inf 0 -3e-45 -inf))
(assert_return
  (invoke "f32x4.mul"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:arithmetic nan:arithmetic nan:canonical -0.25))

;; f32x4.div
(assert_return (invoke "f32x4.div" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 nan:canonical nan:canonical 0.5 -3))
(assert_return (invoke "f32x4.div" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 nan:canonical nan:canonical 2 -0.33333334))
(assert_return (invoke "f32x4.div" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan:canonical nan:canonical nan:canonical nan:canonical))
(assert_return (invoke "f32x4.div" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.5 -5 -0.71428573 16777216))
(assert_return
  (invoke "f32x4.div"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 1.7014117e+38 3e-45 -0 -1.7014117e+38))
(assert_return
  (invoke "f32x4.div"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:arithmetic nan:arithmetic nan:canonical -1))

;; f32x4.min
(assert_return (invoke "f32x4.min" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 -0 -0 1 -1.5))
(assert_return (invoke "f32x4.min" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 -0 -0 1 -1.5))
(assert_return (invoke "f32x4.min" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan:canonical inf -inf nan:canonical))
(assert_return (invoke "f32x4.min" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.1 -0.5 -2.5 1))
(assert_return
  (invoke "f32x4.min"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 2 1e-45 -1e-45 -3.4028235e+38))
(assert_return
  (invoke "f32x4.min"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:arithmetic nan:arithmetic nan:canonical -0.5))

;; f32x4.max
(assert_return (invoke "f32x4.max" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 0 0 2 0.5))
(assert_return (invoke "f32x4.max" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 0 0 2 0.5))
(assert_return (invoke "f32x4.max" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan:canonical inf inf nan:canonical))
(assert_return (invoke "f32x4.max" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.2 2.5 3.5 16777216))
(assert_return
  (invoke "f32x4.max"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 3.4028235e+38 0.5 2 2))
(assert_return
  (invoke "f32x4.max"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:arithmetic nan:arithmetic nan:canonical 0.5))

;; f32x4.pmin
(assert_return (invoke "f32x4.pmin" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 0 -0 1 -1.5))
(assert_return (invoke "f32x4.pmin" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 -0 0 1 -1.5))
(assert_return (invoke "f32x4.pmin" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan inf -inf 1))
(assert_return (invoke "f32x4.pmin" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.1 -0.5 -2.5 1))
(assert_return
  (invoke "f32x4.pmin"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 2 1e-45 -1e-45 -3.4028235e+38))
(assert_return
  (invoke "f32x4.pmin"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:0x200000 1 -nan -0.5))

;; f32x4.pmax
(assert_return (invoke "f32x4.pmax" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const f32x4 0 -0 2 0.5))
(assert_return (invoke "f32x4.pmax" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const f32x4 -0 0 2 0.5))
(assert_return (invoke "f32x4.pmax" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const f32x4 nan inf inf 1))
(assert_return (invoke "f32x4.pmax" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const f32x4 0.2 2.5 3.5 16777216))
(assert_return
  (invoke "f32x4.pmax"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const f32x4 3.4028235e+38 0.5 2 2))
(assert_return
  (invoke "f32x4.pmax"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const f32x4 nan:0x200000 1 -nan 0.5))

;; f32x4.eq
(assert_return (invoke "f32x4.eq" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const i32x4 -1 -1 0 0))
(assert_return (invoke "f32x4.eq" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const i32x4 -1 -1 0 0))
(assert_return (invoke "f32x4.eq" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const i32x4 0 -1 0 0))
(assert_return (invoke "f32x4.eq" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "f32x4.eq"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "f32x4.eq"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const i32x4 0 0 0 0))

;; f32x4.ne
(assert_return (invoke "f32x4.ne" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const i32x4 0 0 -1 -1))
(assert_return (invoke "f32x4.ne" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const i32x4 0 0 -1 -1))
(assert_return (invoke "f32x4.ne" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const i32x4 -1 0 -1 -1))
(assert_return (invoke "f32x4.ne" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "f32x4.ne"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return
  (invoke "f32x4.ne"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const i32x4 -1 -1 -1 -1))

;; f32x4.lt
(assert_return (invoke "f32x4.lt" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const i32x4 0 0 -1 -1))
(assert_return (invoke "f32x4.lt" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const i32x4 0 0 0 0))
(assert_return (invoke "f32x4.lt" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const i32x4 0 0 -1 0))
(assert_return (invoke "f32x4.lt" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const i32x4 -1 0 -1 0))
(assert_return
  (invoke "f32x4.lt"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const i32x4 0 -1 -1 -1))
(assert_return
  (invoke "f32x4.lt"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const i32x4 0 0 0 0))

;; f32x4.gt
(assert_return (invoke "f32x4.gt" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const i32x4 0 0 0 0))
(assert_return (invoke "f32x4.gt" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const i32x4 0 0 -1 -1))
(assert_return (invoke "f32x4.gt" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const i32x4 0 0 0 0))
(assert_return (invoke "f32x4.gt" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const i32x4 0 -1 0 -1))
(assert_return
  (invoke "f32x4.gt"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const i32x4 -1 0 0 0))
(assert_return
  (invoke "f32x4.gt"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const i32x4 0 0 0 -1))

;; f32x4.le
(assert_return (invoke "f32x4.le" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return (invoke "f32x4.le" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const i32x4 -1 -1 0 0))
(assert_return (invoke "f32x4.le" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const i32x4 0 -1 -1 0))
(assert_return (invoke "f32x4.le" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const i32x4 -1 0 -1 0))
(assert_return
  (invoke "f32x4.le"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const i32x4 0 -1 -1 -1))
(assert_return
  (invoke "f32x4.le"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const i32x4 0 0 0 0))

;; f32x4.ge
(assert_return (invoke "f32x4.ge" (v128.const f32x4 0 -0 1 -1.5) (v128.const f32x4 -0 0 2 0.5))
  (v128.const i32x4 -1 -1 0 0))
(assert_return (invoke "f32x4.ge" (v128.const f32x4 -0 0 2 0.5) (v128.const f32x4 0 -0 1 -1.5))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return (invoke "f32x4.ge" (v128.const f32x4 nan inf -inf 1) (v128.const f32x4 1 inf inf nan))
  (v128.const i32x4 0 -1 0 0))
(assert_return (invoke "f32x4.ge" (v128.const f32x4 0.1 2.5 -2.5 16777216) (v128.const f32x4 0.2 -0.5 3.5 1))
  (v128.const i32x4 0 -1 0 -1))
(assert_return
  (invoke "f32x4.ge"
    (v128.const f32x4 3.4028235e+38 1e-45 -1e-45 -3.4028235e+38)
    (v128.const f32x4 2 0.5 2 2))
  (v128.const i32x4 -1 0 0 0))
(assert_return
  (invoke "f32x4.ge"
    (v128.const f32x4 nan:0x200000 1 -nan 0.5)
    (v128.const f32x4 -1 nan:0x200000 2 -0.5))
  (v128.const i32x4 0 0 0 -1))
