;; Five bodies under gravity, n steps of a symplectic Euler integration: f64 loads and stores, square root, division.
;; Result: the total energy afterwards (f64, to the bit: every operation is correctly rounded).
;; quick: 5000 = f64:-0.17700731938493167
;; full: 1000000 = f64:-0.17700933214472694
(module
  (memory 1)
  ;; A body is seven f64 at 56 bytes' distance: position, velocity, mass. The last one ends at 280.

  (func $place (param $p i32) (param $x f64) (param $y f64) (param $z f64) (param $u f64) (param $v f64) (param $w f64) (param $m f64)
    (f64.store (local.get $p) (local.get $x))
    (f64.store offset=8 (local.get $p) (local.get $y))
    (f64.store offset=16 (local.get $p) (local.get $z))
    (f64.store offset=24 (local.get $p) (local.get $u))
    (f64.store offset=32 (local.get $p) (local.get $v))
    (f64.store offset=40 (local.get $p) (local.get $w))
    (f64.store offset=48 (local.get $p) (local.get $m)))

  (func $start
    (call $place (i32.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 40))
    (call $place (i32.const 56) (f64.const 5) (f64.const -1) (f64.const 0.125) (f64.const 0.5) (f64.const 2.75) (f64.const -0.0625) (f64.const 0.0375))
    (call $place (i32.const 112) (f64.const 8.25) (f64.const 4) (f64.const -0.375) (f64.const -1) (f64.const 1.75) (f64.const 0.03125) (f64.const 0.01125))
    (call $place (i32.const 168) (f64.const 13) (f64.const -15) (f64.const -0.25) (f64.const 1.0625) (f64.const 0.875) (f64.const -0.0078125) (f64.const 0.00175))
    (call $place (i32.const 224) (f64.const 15.5) (f64.const -26) (f64.const 0.1875) (f64.const 0.96875) (f64.const 0.59375) (f64.const -0.03125) (f64.const 0.002)))

  (func $advance (param $dt f64)
    (local $p i32) (local $q i32)
    (local $dx f64) (local $dy f64) (local $dz f64) (local $square f64) (local $magnitude f64) (local $pull f64)
    (loop $first
      (local.set $q (i32.add (local.get $p) (i32.const 56)))
      (loop $second
        (local.set $dx (f64.sub (f64.load (local.get $p)) (f64.load (local.get $q))))
        (local.set $dy (f64.sub (f64.load offset=8 (local.get $p)) (f64.load offset=8 (local.get $q))))
        (local.set $dz (f64.sub (f64.load offset=16 (local.get $p)) (f64.load offset=16 (local.get $q))))
        (local.set $square
          (f64.add
            (f64.add
              (f64.mul (local.get $dx) (local.get $dx))
              (f64.mul (local.get $dy) (local.get $dy)))
            (f64.mul (local.get $dz) (local.get $dz))))
        (local.set $magnitude
          (f64.div (local.get $dt) (f64.mul (local.get $square) (f64.sqrt (local.get $square)))))

        (local.set $pull (f64.mul (f64.load offset=48 (local.get $q)) (local.get $magnitude)))
        (f64.store offset=24 (local.get $p)
          (f64.sub (f64.load offset=24 (local.get $p)) (f64.mul (local.get $dx) (local.get $pull))))
        (f64.store offset=32 (local.get $p)
          (f64.sub (f64.load offset=32 (local.get $p)) (f64.mul (local.get $dy) (local.get $pull))))
        (f64.store offset=40 (local.get $p)
          (f64.sub (f64.load offset=40 (local.get $p)) (f64.mul (local.get $dz) (local.get $pull))))

        (local.set $pull (f64.mul (f64.load offset=48 (local.get $p)) (local.get $magnitude)))
        (f64.store offset=24 (local.get $q)
          (f64.add (f64.load offset=24 (local.get $q)) (f64.mul (local.get $dx) (local.get $pull))))
        (f64.store offset=32 (local.get $q)
          (f64.add (f64.load offset=32 (local.get $q)) (f64.mul (local.get $dy) (local.get $pull))))
        (f64.store offset=40 (local.get $q)
          (f64.add (f64.load offset=40 (local.get $q)) (f64.mul (local.get $dz) (local.get $pull))))

        (local.set $q (i32.add (local.get $q) (i32.const 56)))
        (br_if $second (i32.lt_u (local.get $q) (i32.const 280))))
      (local.set $p (i32.add (local.get $p) (i32.const 56)))
      (br_if $first (i32.lt_u (local.get $p) (i32.const 224))))

    (local.set $p (i32.const 0))
    (loop $move
      (f64.store (local.get $p)
        (f64.add (f64.load (local.get $p)) (f64.mul (local.get $dt) (f64.load offset=24 (local.get $p)))))
      (f64.store offset=8 (local.get $p)
        (f64.add (f64.load offset=8 (local.get $p)) (f64.mul (local.get $dt) (f64.load offset=32 (local.get $p)))))
      (f64.store offset=16 (local.get $p)
        (f64.add (f64.load offset=16 (local.get $p)) (f64.mul (local.get $dt) (f64.load offset=40 (local.get $p)))))
      (local.set $p (i32.add (local.get $p) (i32.const 56)))
      (br_if $move (i32.lt_u (local.get $p) (i32.const 280)))))

  (func $energy (result f64)
    (local $p i32) (local $q i32) (local $sum f64) (local $dx f64) (local $dy f64) (local $dz f64)
    (loop $first
      (local.set $dx (f64.load offset=24 (local.get $p)))
      (local.set $dy (f64.load offset=32 (local.get $p)))
      (local.set $dz (f64.load offset=40 (local.get $p)))
      (local.set $sum
        (f64.add
          (local.get $sum)
          (f64.mul
            (f64.mul (f64.const 0.5) (f64.load offset=48 (local.get $p)))
            (f64.add
              (f64.add
                (f64.mul (local.get $dx) (local.get $dx))
                (f64.mul (local.get $dy) (local.get $dy)))
              (f64.mul (local.get $dz) (local.get $dz))))))
      (local.set $q (i32.add (local.get $p) (i32.const 56)))
      (block $paired
        (loop $second
          (br_if $paired (i32.ge_u (local.get $q) (i32.const 280)))
          (local.set $dx (f64.sub (f64.load (local.get $p)) (f64.load (local.get $q))))
          (local.set $dy (f64.sub (f64.load offset=8 (local.get $p)) (f64.load offset=8 (local.get $q))))
          (local.set $dz (f64.sub (f64.load offset=16 (local.get $p)) (f64.load offset=16 (local.get $q))))
          (local.set $sum
            (f64.sub
              (local.get $sum)
              (f64.div
                (f64.mul (f64.load offset=48 (local.get $p)) (f64.load offset=48 (local.get $q)))
                (f64.sqrt
                  (f64.add
                    (f64.add
                      (f64.mul (local.get $dx) (local.get $dx))
                      (f64.mul (local.get $dy) (local.get $dy)))
                    (f64.mul (local.get $dz) (local.get $dz)))))))
          (local.set $q (i32.add (local.get $q) (i32.const 56)))
          (br $second)))
      (local.set $p (i32.add (local.get $p) (i32.const 56)))
      (br_if $first (i32.lt_u (local.get $p) (i32.const 280))))
    (local.get $sum))

  (func (export "run") (param $n i32) (result f64)
    (call $start)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (call $advance (f64.const 0.0009765625))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (call $energy)))
