;; Locals become parameters only where edges differ and somebody reads them.
(module
  (func $sum (param $n i32) (result i32)
    (local $i i32) (local $s i32) (local $unread i32)
    (loop $again
      (local.set $unread (local.get $i))
      (local.set $s (i32.add (local.get $s) (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $s))

  (func $choose (param $c i32) (param $a i64) (result i64)
    (local $x i64)
    (if (local.get $c)
      (then (local.set $x (i64.mul (local.get $a) (local.get $a))))
      (else (local.set $x (i64.const 7))))
    (if (i32.eqz (local.get $c)) (then (local.set $a (i64.const 1))))
    (i64.add (local.get $x) (local.get $a)))

  (func $same (param $c i32) (result i32)
    (local $x i32)
    (block $out
      (local.set $x (i32.const 1))
      (br_if $out (local.get $c))
      (br_if $out (i32.ctz (local.get $c)))
      (drop (i32.clz (local.get $c))))
    (local.get $x))

  (func $table (param $i i32) (result i32)
    (block $a (result i32)
      (block $b
        (block $c
          (br_table $b $c $b $b $c (local.get $i))
        )
        (return (i32.const 6)))
      (br $a (i32.const 9))))

  (func $multi (param i32 i32) (result i32 i32)
    (local.get 0) (local.get 1)
    (block (param i32 i32) (result i32 i32 i32)
      (i32.const 3)
      (br_if 0 (local.get 0))
      (if (param i32) (result i32) (local.get 1) (then) (else (drop) (i32.const 4))))
    (drop))

  (func $dead (param i32) (result i32)
    (block (br 0) (loop (br 0)))
    (if (result i32) (local.get 0) (then (unreachable)) (else (return (i32.const 2))))))
;;;; guards
function "0" (i32) -> (i32)
block0(v1: i64, v2: i32):
  v3: i32 = i32.const 0 ; @0
  jump block1(v3, v3) ; @0
block1(v5: i32, v6: i32) loop depth 1:
  v7: i32 = i32.add v6, v5 ; @10
  v8: i32 = i32.const 1 ; @15
  v9: i32 = i32.add v5, v8 ; @17
  v10: i32 = i32.lt_u v9, v2 ; @24
  branch_if v10, block1(v9, v7), block2 ; @25
block2:
  return (v7) ; @30

function "1" (i32, i64) -> (i64)
block0(v1: i64, v2: i32, v3: i64):
  v4: i64 = i64.const 0 ; @0
  branch_if v2, block2, block3 ; @2
block2:
  v6: i64 = i64.mul v3, v3 ; @8
  jump block1(v6) ; @11
block3:
  v8: i64 = i64.const 7 ; @12
  jump block1(v8) ; @16
block1(v14: i64):
  v10: i32 = i32.eqz v2 ; @19
  branch_if v10, block5, block4(v3) ; @20
block5:
  v12: i64 = i64.const 1 ; @22
  jump block4(v12) ; @26
block4(v15: i64):
  v16: i64 = i64.add v14, v15 ; @31
  return (v16) ; @32

function "2" (i32) -> (i32)
block0(v1: i64, v2: i32):
  v3: i32 = i32.const 0 ; @0
  v4: i32 = i32.const 1 ; @2
  branch_if v2, block1, block2 ; @8
block2:
  v6: i32 = i32.ctz v2 ; @12
  branch_if v6, block1, block3 ; @13
block3:
  v8: i32 = i32.clz v2 ; @17
  jump block1 ; @19
block1:
  return (v4) ; @22

function "3" (i32) -> (i32)
block0(v1: i64, v2: i32):
  branch_table v2, block2, block3, block2, block2, block3 ; @8
block3:
  v6: i32 = i32.const 6 ; @16
  return (v6) ; @18
block2:
  v8: i32 = i32.const 9 ; @20
  jump block1 ; @22
block1:
  return (v8) ; @25

function "4" (i32, i32) -> (i32, i32)
block0(v1: i64, v2: i32, v3: i32):
  v4: i32 = i32.const 3 ; @6
  branch_if v2, block1(v2, v3, v4), block2 ; @10
block2:
  branch_if v3, block4, block5 ; @14
block4:
  jump block3(v4) ; @16
block5:
  v8: i32 = i32.const 4 ; @18
  jump block3(v8) ; @20
block3(v10: i32):
  jump block1(v2, v3, v10) ; @21
block1(v12: i32, v13: i32, v14: i32):
  return (v12, v13) ; @23

function "5" (i32) -> (i32)
block0(v1: i64, v2: i32):
  jump block1 ; @2
block1:
  branch_if v2, block3, block4 ; @12
block3 cold:
  trap !Unreachable ; @14
block4:
  v6: i32 = i32.const 2 ; @16
  return (v6) ; @18

