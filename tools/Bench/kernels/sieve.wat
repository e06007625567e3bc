;; Sieve of Eratosthenes, a byte for each number: counts the primes below n. Byte loads, stores, fill, growth.
;; quick: 1000000 = i32:78498
;; full: 16000000 = i32:1031130
(module
  (memory 1)

  (func $reserve (param $bytes i32)
    (local $missing i32)
    (local.set $missing
      (i32.sub
        (i32.shr_u (i32.add (local.get $bytes) (i32.const 65535)) (i32.const 16))
        (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then
        (if (i32.lt_s (memory.grow (local.get $missing)) (i32.const 0))
          (then unreachable)))))

  (func (export "run") (param $n i32) (result i32)
    (local $i i32) (local $j i32) (local $count i32)
    (call $reserve (local.get $n))
    (memory.fill (i32.const 0) (i32.const 0) (local.get $n))
    (local.set $i (i32.const 2))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (if (i32.eqz (i32.load8_u (local.get $i)))
          (then
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (if (i32.lt_u (local.get $i) (i32.const 46341)) ;; else its square is above 2^31
              (then
                (local.set $j (i32.mul (local.get $i) (local.get $i)))
                (block $struck
                  (loop $strike
                    (br_if $struck (i32.ge_u (local.get $j) (local.get $n)))
                    (i32.store8 (local.get $j) (i32.const 1))
                    (local.set $j (i32.add (local.get $j) (local.get $i)))
                    (br $strike)))))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (local.get $count)))
