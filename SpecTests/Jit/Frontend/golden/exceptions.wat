;; Exceptions.
(module
  (tag $number (param i32 f64))
  (tag $empty)
  (func $callee (result i32) (i32.const 1))

  (func $catch (param $x i32) (result i32)
    (local $y i32)
    (block $all
      (block $caught (result i32 f64 exnref)
        (try_table (catch_ref $number $caught) (catch_all $all)
          (local.set $y (call $callee))
          (local.set $x (i32.add (local.get $y) (call $callee)))
          (throw $empty))
        (return (local.get $x)))
      (drop) (drop)
      (return))
    (i32.sub (local.get $x) (local.get $y)))

  (func $nested (result i32)
    (block $outer
      (block $inner
        (try_table (catch $empty $outer)
          (try_table (catch $empty $inner)
            (return (call $callee)))))
      (return_call $callee))
    (i32.const 5))

  (func $throws (param exnref)
    (if (ref.is_null (local.get 0)) (then (throw $number (i32.const 1) (f64.const 0))))
    (throw_ref (local.get 0))))
;;;; guards
function "0" () -> (i32)
block0(v1: i64):
  v2: i32 = i32.const 1 ; @0
  return (v2) ; @2

function "1" (i32) -> (i32)
block0(v1: i64, v2: i32):
  v28: i64 = context
  v29: i64 = i64.load v28 + 64 region 0 invariant
  v3: i32 = i32.const 0 ; @0
  v4: i32 = invoke 0 () instance v1 : () -> (i32), block4, block5 catch [0: 0, -1: 1] ; @12
block5 cold:
  v5: none = landing_pad ; @12
  v6: ref = result v5, 0 ; @12
  v7: i32 = result v5, 1 ; @12
  jump block6(v6, v7, v2, v3) ; @12
block4:
  v11: i32 = invoke 0 () instance v1 : () -> (i32), block7, block8 catch [0: 0, -1: 1] ; @18
block8 cold:
  v12: none = landing_pad ; @18
  v13: ref = result v12, 0 ; @18
  v14: i32 = result v12, 1 ; @18
  jump block6(v13, v14, v2, v4) ; @18
block7 cold:
  v16: i32 = i32.add v4, v11 ; @20
  v17: i32 = i32.const 1 ; @23
  v18: ref = call_helper 26 (v1, v17) : (i64, i32) -> (ref) ; @23
  invoke_helper 27 (v18) : (ref) -> (), block9, block10 catch [0: 0, -1: 1] ; @23
block10 cold:
  v20: none = landing_pad ; @23
  v21: ref = result v20, 0 ; @23
  v22: i32 = result v20, 1 ; @23
  jump block6(v21, v22, v16, v4) ; @23
block9 cold:
  unreachable ; @23
block6(v8: ref, v9: i32, v35: i32, v36: i32) cold:
  v25: i32 = i32.const 0 ; @25
  v26: i32 = i32.eq v9, v25 ; @25
  branch_if v26, block11, block12 ; @25
block11 cold:
  v30: i32 = i32.load v29 + v8 + 8 region 7 ; @25
  v31: f64 = f64.load v29 + v8 + 16 region 7 ; @25
  jump block2 ; @25
block12 cold:
  jump block1 ; @25
block2:
  return (v30) ; @32
block1:
  v37: i32 = i32.sub v35, v36 ; @38
  return (v37) ; @39

function "2" () -> (i32)
block0(v1: i64):
  v2: i32 = invoke 0 () instance v1 : () -> (i32), block5, block6 catch [1: 1, 1: 0] ; @16
block6 cold:
  v3: none = landing_pad ; @16
  v4: ref = result v3, 0 ; @16
  v5: i32 = result v3, 1 ; @16
  jump block7(v4, v5) ; @16
block5:
  return (v2) ; @18
block7(v6: ref, v7: i32) cold:
  v10: i32 = i32.const 1 ; @19
  v11: i32 = i32.eq v7, v10 ; @19
  branch_if v11, block8, block9 ; @19
block8 cold:
  jump block2 ; @19
block9 cold:
  jump block10(v6, v7) ; @19
block10(v14: ref, v15: i32) cold:
  jump block1 ; @20
block2:
  return_call 0 () instance v1 : () -> (i32) ; @22
block1:
  v19: i32 = i32.const 5 ; @25
  return (v19) ; @27

function "3" (ref) -> ()
block0(v1: i64, v2: ref):
  v10: i64 = context
  v11: i64 = i64.load v10 + 64 region 0 invariant
  v3: i32 = ref_to_i32 v2 ; @2
  v4: i32 = i32.eqz v3 ; @2
  branch_if v4, block2, block1 ; @3
block2 cold:
  v6: i32 = i32.const 1 ; @5
  v7: f64 = f64.const 0x0000000000000000 (0) ; @7
  v8: i32 = i32.const 0 ; @16
  v9: ref = call_helper 26 (v1, v8) : (i64, i32) -> (ref) ; @16
  i32.store v11 + v9 + 8, v6 region 7 ; @16
  call_helper 27 (v9) : (ref) -> () ; @16
  unreachable ; @16
block1 cold:
  trap_if_not v2 !NullExceptionReference ; @21
  call_helper 27 (v2) : (ref) -> () ; @21
  unreachable ; @21

;;;; guards depth
function "0" () -> (i32)
block0(v1: i64):
  charge_depth 17 ; @0
  v3: i32 = i32.const 1 ; @0
  release_depth 17 ; @2
  return (v3) ; @2

function "1" (i32) -> (i32)
block0(v1: i64, v2: i32):
  v9: i64 = context
  v34: i64 = i64.load v9 + 64 region 0 invariant
  v3: i32 = i32.const 0 ; @0
  charge_depth 21 ; @0
  v10: i64 = i64.load v9 + 56 region 0
  v5: i32 = invoke 0 () instance v1 : () -> (i32), block4, block5 catch [0: 0, -1: 1] ; @12
block5 cold:
  v6: none = landing_pad ; @12
  v7: ref = result v6, 0 ; @12
  v8: i32 = result v6, 1 ; @12
  i64.store v9 + 56, v10 region 0 ; @12
  jump block6(v7, v8, v2, v3) ; @12
block4:
  v15: i32 = invoke 0 () instance v1 : () -> (i32), block7, block8 catch [0: 0, -1: 1] ; @18
block8 cold:
  v16: none = landing_pad ; @18
  v17: ref = result v16, 0 ; @18
  v18: i32 = result v16, 1 ; @18
  i64.store v9 + 56, v10 region 0 ; @18
  jump block6(v17, v18, v2, v5) ; @18
block7 cold:
  v21: i32 = i32.add v5, v15 ; @20
  v22: i32 = i32.const 1 ; @23
  v23: ref = call_helper 26 (v1, v22) : (i64, i32) -> (ref) ; @23
  invoke_helper 27 (v23) : (ref) -> (), block9, block10 catch [0: 0, -1: 1] ; @23
block10 cold:
  v25: none = landing_pad ; @23
  v26: ref = result v25, 0 ; @23
  v27: i32 = result v25, 1 ; @23
  i64.store v9 + 56, v10 region 0 ; @23
  jump block6(v26, v27, v21, v5) ; @23
block9 cold:
  unreachable ; @23
block6(v12: ref, v13: i32, v41: i32, v42: i32) cold:
  v31: i32 = i32.const 0 ; @25
  v32: i32 = i32.eq v13, v31 ; @25
  branch_if v32, block11, block12 ; @25
block11 cold:
  v35: i32 = i32.load v34 + v12 + 8 region 7 ; @25
  v36: f64 = f64.load v34 + v12 + 16 region 7 ; @25
  jump block2 ; @25
block12 cold:
  jump block1 ; @25
block2:
  release_depth 21 ; @32
  return (v35) ; @32
block1:
  v43: i32 = i32.sub v41, v42 ; @38
  release_depth 21 ; @39
  return (v43) ; @39

function "2" () -> (i32)
block0(v1: i64):
  v7: i64 = context
  charge_depth 17 ; @0
  v8: i64 = i64.load v7 + 56 region 0
  v3: i32 = invoke 0 () instance v1 : () -> (i32), block5, block6 catch [1: 1, 1: 0] ; @16
block6 cold:
  v4: none = landing_pad ; @16
  v5: ref = result v4, 0 ; @16
  v6: i32 = result v4, 1 ; @16
  i64.store v7 + 56, v8 region 0 ; @16
  jump block7(v5, v6) ; @16
block5:
  release_depth 17 ; @18
  return (v3) ; @18
block7(v10: ref, v11: i32) cold:
  v15: i32 = i32.const 1 ; @19
  v16: i32 = i32.eq v11, v15 ; @19
  branch_if v16, block8, block9 ; @19
block8 cold:
  jump block2 ; @19
block9 cold:
  jump block10(v10, v11) ; @19
block10(v19: ref, v20: i32) cold:
  jump block1 ; @20
block2:
  release_depth 17 ; @22
  return_call 0 () instance v1 : () -> (i32) ; @22
block1:
  v25: i32 = i32.const 5 ; @25
  release_depth 17 ; @27
  return (v25) ; @27

function "3" (ref) -> ()
block0(v1: i64, v2: ref):
  v11: i64 = context
  v12: i64 = i64.load v11 + 64 region 0 invariant
  charge_depth 19 ; @0
  v4: i32 = ref_to_i32 v2 ; @2
  v5: i32 = i32.eqz v4 ; @2
  branch_if v5, block2, block1 ; @3
block2 cold:
  v7: i32 = i32.const 1 ; @5
  v8: f64 = f64.const 0x0000000000000000 (0) ; @7
  v9: i32 = i32.const 0 ; @16
  v10: ref = call_helper 26 (v1, v9) : (i64, i32) -> (ref) ; @16
  i32.store v12 + v10 + 8, v7 region 7 ; @16
  call_helper 27 (v10) : (ref) -> () ; @16
  unreachable ; @16
block1 cold:
  trap_if_not v2 !NullExceptionReference ; @21
  call_helper 27 (v2) : (ref) -> () ; @21
  unreachable ; @21

