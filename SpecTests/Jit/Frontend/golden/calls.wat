;; Calls, tables.
(module
  (type $final (func (param i32) (result i32)))
  (type $open (sub (func (param i32) (result i32))))
  (import "m" "f" (func $imported (type $final)))
  (table $any 10 funcref)
  (table $typed 10 20 (ref null $open))
  (table $objects i64 10 externref)

  (func $calls (type $final)
    (call_indirect $any (type $final)
      (call $imported (call $calls (local.get 0)))
      (local.get 0)))

  (func $open (type $open)
    (drop (call_indirect $any (type $open) (local.get 0) (i32.const 1)))
    (drop (call_indirect $typed (type $open) (local.get 0) (i32.const 2)))
    (call_ref $open (local.get 0) (ref.func $open)))

  (func $two (param f32) (result i32 f32)
    (call $two (local.get 0)))

  (func $tails (param i32) (result i32)
    (if (local.get 0) (then (return_call $imported (i32.const 1))))
    (if (i32.eqz (local.get 0)) (then (return_call_indirect $any (type $final) (i32.const 1) (i32.const 3))))
    (return_call $tails (i32.const 2)))

  (func $tables (param i64) (param externref) (result externref i32)
    (table.set $objects (local.get 0) (local.get 1))
    (table.fill $objects (local.get 0) (local.get 1) (i64.const 3))
    (drop (table.grow $objects (local.get 1) (i64.const 1)))
    (table.get $objects (local.get 0))
    (table.size $any))
  (elem declare func $open))
;;;; guards
function "1" (i32) -> (i32)
block0(v1: i64, v2: i32):
  v3: i32 = call 1 (v2) instance v1 : (i32) -> (i32) ; @2
  v4: i64 = i64.load v1 + 40 region 0 invariant ; @4
  v5: i64 = i64.load v4 region 0 ; @4
  v6: i64 = i64.load v4 + 8 region 0 invariant ; @4
  v7: i32 = call_indirect v5, v6 (v3) : (i32) -> (i32) ; @4
  v8: i64 = i64.load v1 + 16 region 0 invariant ; @8
  v9: i64 = i64.load v8 + 8 region 2 ; @8
  bounds_check v2, v9, 1 !UndefinedElement ; @8
  v11: i64 = i64.load v8 region 2 ; @8
  v12: i64 = i64.extend_i32_u v2 ; @8
  v13: i64 = i64.const 3 ; @8
  v14: i64 = i64.shl v12, v13 ; @8
  v15: i64 = i64.load v11 + v14 region 3 ; @8
  trap_if_not v15, v2 !UninitializedElement ; @8
  v17: i32 = i32.load v15 + 16 region 0 invariant ; @8
  v18: i32 = i32.const 0 ; @8
  v19: i32 = i32.ne v17, v18 ; @8
  trap_if v19 !IndirectCallTypeMismatch ; @8
  v21: i64 = i64.load v15 region 0 ; @8
  v22: i64 = i64.load v15 + 8 region 0 invariant ; @8
  v23: i32 = call_indirect v21, v22 (v7) : (i32) -> (i32) ; @8
  return (v23) ; @11

function "2" (i32) -> (i32)
block0(v1: i64, v2: i32):
  v17: i64 = context
  v3: i32 = i32.const 1 ; @2
  v4: i64 = i64.load v1 + 16 region 0 invariant ; @4
  v5: i64 = i64.load v4 + 8 region 2 ; @4
  bounds_check v3, v5, 1 !UndefinedElement ; @4
  v7: i64 = i64.load v4 region 2 ; @4
  v8: i64 = i64.extend_i32_u v3 ; @4
  v9: i64 = i64.const 3 ; @4
  v10: i64 = i64.shl v8, v9 ; @4
  v11: i64 = i64.load v7 + v10 region 3 ; @4
  trap_if_not v11, v3 !UninitializedElement ; @4
  v13: i32 = i32.load v11 + 16 region 0 invariant ; @4
  v14: i32 = i32.const 1 ; @4
  v15: i32 = i32.ne v13, v14 ; @4
  branch_if v15, block1, block2 unlikely ; @4
block1 cold:
  v18: i64 = i64.load v17 + 72 region 0 invariant ; @4
  v19: i64 = i64.extend_i32_u v13 ; @4
  v20: i64 = i64.const 4 ; @4
  v21: i64 = i64.shl v19, v20 ; @4
  v22: i64 = i64.load v18 + v21 + 8 region 0 invariant ; @4
  v23: i32 = i32.load v22 region 0 invariant ; @4
  v24: i32 = i32.const 1 ; @4
  v25: i32 = i32.eq v23, v24 ; @4
  branch_if v25, block2, block3 ; @4
block3 cold:
  trap !IndirectCallTypeMismatch ; @4
block2:
  v28: i64 = i64.load v11 region 0 ; @4
  v29: i64 = i64.load v11 + 8 region 0 invariant ; @4
  v30: i32 = call_indirect v28, v29 (v2) : (i32) -> (i32) ; @4
  v31: i32 = i32.const 2 ; @10
  v32: i64 = i64.load v1 + 24 region 0 invariant ; @12
  v33: i64 = i64.load v32 + 8 region 2 ; @12
  bounds_check v31, v33, 1 !UndefinedElement ; @12
  v35: i64 = i64.load v32 region 2 ; @12
  v36: i64 = i64.extend_i32_u v31 ; @12
  v37: i64 = i64.const 3 ; @12
  v38: i64 = i64.shl v36, v37 ; @12
  v39: i64 = i64.load v35 + v38 region 3 ; @12
  trap_if_not v39, v31 !UninitializedElement ; @12
  v41: i64 = i64.load v39 region 0 ; @12
  v42: i64 = i64.load v39 + 8 region 0 invariant ; @12
  v43: i32 = call_indirect v41, v42 (v2) : (i32) -> (i32) ; @12
  v44: i32 = i32.const 2 ; @18
  v45: i64 = call_helper 7 (v1, v44) : (i64, i32) -> (i64) ; @18
  trap_if_not v45 !NullFunctionReference ; @20
  v47: i64 = i64.load v45 region 0 ; @20
  v48: i64 = i64.load v45 + 8 region 0 invariant ; @20
  v49: i32 = call_indirect v47, v48 (v2) : (i32) -> (i32) ; @20
  return (v49) ; @22

function "3" (f32) -> (i32, f32)
block0(v1: i64, v2: f32):
  v3: none = call 3 (v2) instance v1 : (f32) -> (i32, f32) ; @2
  v4: i32 = result v3, 0 ; @2
  v5: f32 = result v3, 1 ; @2
  return (v4, v5) ; @4

function "4" (i32) -> (i32)
block0(v1: i64, v2: i32):
  branch_if v2, block2, block1 ; @2
block2:
  v4: i32 = i32.const 1 ; @4
  v5: i64 = i64.load v1 + 40 region 0 invariant ; @6
  v6: i64 = i64.load v5 region 0 ; @6
  v7: i64 = i64.load v5 + 8 region 0 invariant ; @6
  v8: i64 = i64.load v5 + 24 region 0 invariant ; @6
  v9: i64 = i64.const 0 ; @6
  v10: i32 = i64.lt_s v8, v9 ; @6
  branch_if v10, block3, block4 ; @6
block3:
  v12: i32 = call_indirect v6, v7 (v4) : (i32) -> (i32) ; @6
  return (v12) ; @6
block4:
  return_call_indirect v6, v7 (v4) : (i32) -> (i32) ; @6
block1:
  v15: i32 = i32.eqz v2 ; @11
  branch_if v15, block6, block5 ; @12
block6:
  v17: i32 = i32.const 1 ; @14
  v18: i32 = i32.const 3 ; @16
  v19: i64 = i64.load v1 + 16 region 0 invariant ; @18
  v20: i64 = i64.load v19 + 8 region 2 ; @18
  bounds_check v18, v20, 1 !UndefinedElement ; @18
  v22: i64 = i64.load v19 region 2 ; @18
  v23: i64 = i64.extend_i32_u v18 ; @18
  v24: i64 = i64.const 3 ; @18
  v25: i64 = i64.shl v23, v24 ; @18
  v26: i64 = i64.load v22 + v25 region 3 ; @18
  trap_if_not v26, v18 !UninitializedElement ; @18
  v28: i32 = i32.load v26 + 16 region 0 invariant ; @18
  v29: i32 = i32.const 0 ; @18
  v30: i32 = i32.ne v28, v29 ; @18
  trap_if v30 !IndirectCallTypeMismatch ; @18
  v32: i64 = i64.load v26 region 0 ; @18
  v33: i64 = i64.load v26 + 8 region 0 invariant ; @18
  v34: i64 = i64.load v26 + 24 region 0 invariant ; @18
  v35: i64 = i64.const 0 ; @18
  v36: i32 = i64.lt_s v34, v35 ; @18
  branch_if v36, block7, block8 ; @18
block7:
  v38: i32 = call_indirect v32, v33 (v17) : (i32) -> (i32) ; @18
  return (v38) ; @18
block8:
  return_call_indirect v32, v33 (v17) : (i32) -> (i32) ; @18
block5:
  v41: i32 = i32.const 2 ; @22
  return_call 4 (v41) instance v1 : (i32) -> (i32) ; @24

function "5" (i64, ref) -> (ref, i32)
block0(v1: i64, v2: i64, v3: ref):
  v4: i64 = i64.load v1 + 32 region 0 invariant ; @4
  v5: i64 = i64.load v4 + 8 region 2 ; @4
  bounds_check v2, v5, 1 !OutOfBoundsTableAccess ; @4
  v7: i64 = i64.load v4 region 2 ; @4
  v8: i64 = i64.const 3 ; @4
  v9: i64 = i64.shl v2, v8 ; @4
  v10: i32 = ref_to_i32 v3 ; @4
  i32.store v7 + v9, v10 region 3 ; @4
  v12: i64 = i64.const 3 ; @10
  v13: i32 = i32.const 2 ; @12
  v14: i32 = ref_to_i32 v3 ; @12
  v15: i64 = i64.extend_i32_u v14 ; @12
  call_helper 14 (v1, v13, v2, v15, v12) : (i64, i32, i64, i64, i64) -> () ; @12
  v17: i64 = i64.const 1 ; @17
  v18: i32 = i32.const 2 ; @19
  v19: i32 = ref_to_i32 v3 ; @19
  v20: i64 = i64.extend_i32_u v19 ; @19
  v21: i64 = call_helper 13 (v1, v18, v20, v17) : (i64, i32, i64, i64) -> (i64) ; @19
  v22: i64 = i64.load v1 + 32 region 0 invariant ; @25
  v23: i64 = i64.load v22 + 8 region 2 ; @25
  bounds_check v2, v23, 1 !OutOfBoundsTableAccess ; @25
  v25: i64 = i64.load v22 region 2 ; @25
  v26: i64 = i64.const 3 ; @25
  v27: i64 = i64.shl v2, v26 ; @25
  v28: i32 = i32.load v25 + v27 region 3 ; @25
  v29: ref = i32_to_ref v28 ; @25
  v30: i64 = i64.load v1 + 16 region 0 invariant ; @27
  v31: i64 = i64.load v30 + 8 region 2 ; @27
  v32: i32 = i32.wrap_i64 v31 ; @27
  return (v29, v32) ; @30

;;;; guards depth stops
function "1" (i32) -> (i32)
block0(v1: i64, v2: i32):
  charge_depth 19 ; @0
  v4: i32 = call 1 (v2) instance v1 : (i32) -> (i32) ; @2
  v5: i64 = i64.load v1 + 40 region 0 invariant ; @4
  v6: i64 = i64.load v5 region 0 ; @4
  v7: i64 = i64.load v5 + 8 region 0 invariant ; @4
  v8: i32 = call_indirect v6, v7 (v4) : (i32) -> (i32) ; @4
  v9: i64 = i64.load v1 + 16 region 0 invariant ; @8
  v10: i64 = i64.load v9 + 8 region 2 ; @8
  bounds_check v2, v10, 1 !UndefinedElement ; @8
  v12: i64 = i64.load v9 region 2 ; @8
  v13: i64 = i64.extend_i32_u v2 ; @8
  v14: i64 = i64.const 3 ; @8
  v15: i64 = i64.shl v13, v14 ; @8
  v16: i64 = i64.load v12 + v15 region 3 ; @8
  trap_if_not v16, v2 !UninitializedElement ; @8
  v18: i32 = i32.load v16 + 16 region 0 invariant ; @8
  v19: i32 = i32.const 0 ; @8
  v20: i32 = i32.ne v18, v19 ; @8
  trap_if v20 !IndirectCallTypeMismatch ; @8
  v22: i64 = i64.load v16 region 0 ; @8
  v23: i64 = i64.load v16 + 8 region 0 invariant ; @8
  v24: i32 = call_indirect v22, v23 (v8) : (i32) -> (i32) ; @8
  release_depth 19 ; @11
  return (v24) ; @11

function "2" (i32) -> (i32)
block0(v1: i64, v2: i32):
  v18: i64 = context
  charge_depth 19 ; @0
  v4: i32 = i32.const 1 ; @2
  v5: i64 = i64.load v1 + 16 region 0 invariant ; @4
  v6: i64 = i64.load v5 + 8 region 2 ; @4
  bounds_check v4, v6, 1 !UndefinedElement ; @4
  v8: i64 = i64.load v5 region 2 ; @4
  v9: i64 = i64.extend_i32_u v4 ; @4
  v10: i64 = i64.const 3 ; @4
  v11: i64 = i64.shl v9, v10 ; @4
  v12: i64 = i64.load v8 + v11 region 3 ; @4
  trap_if_not v12, v4 !UninitializedElement ; @4
  v14: i32 = i32.load v12 + 16 region 0 invariant ; @4
  v15: i32 = i32.const 1 ; @4
  v16: i32 = i32.ne v14, v15 ; @4
  branch_if v16, block1, block2 unlikely ; @4
block1 cold:
  v19: i64 = i64.load v18 + 72 region 0 invariant ; @4
  v20: i64 = i64.extend_i32_u v14 ; @4
  v21: i64 = i64.const 4 ; @4
  v22: i64 = i64.shl v20, v21 ; @4
  v23: i64 = i64.load v19 + v22 + 8 region 0 invariant ; @4
  v24: i32 = i32.load v23 region 0 invariant ; @4
  v25: i32 = i32.const 1 ; @4
  v26: i32 = i32.eq v24, v25 ; @4
  branch_if v26, block2, block3 ; @4
block3 cold:
  trap !IndirectCallTypeMismatch ; @4
block2:
  v29: i64 = i64.load v12 region 0 ; @4
  v30: i64 = i64.load v12 + 8 region 0 invariant ; @4
  v31: i32 = call_indirect v29, v30 (v2) : (i32) -> (i32) ; @4
  v32: i32 = i32.const 2 ; @10
  v33: i64 = i64.load v1 + 24 region 0 invariant ; @12
  v34: i64 = i64.load v33 + 8 region 2 ; @12
  bounds_check v32, v34, 1 !UndefinedElement ; @12
  v36: i64 = i64.load v33 region 2 ; @12
  v37: i64 = i64.extend_i32_u v32 ; @12
  v38: i64 = i64.const 3 ; @12
  v39: i64 = i64.shl v37, v38 ; @12
  v40: i64 = i64.load v36 + v39 region 3 ; @12
  trap_if_not v40, v32 !UninitializedElement ; @12
  v42: i64 = i64.load v40 region 0 ; @12
  v43: i64 = i64.load v40 + 8 region 0 invariant ; @12
  v44: i32 = call_indirect v42, v43 (v2) : (i32) -> (i32) ; @12
  v45: i32 = i32.const 2 ; @18
  v46: i64 = call_helper 7 (v1, v45) : (i64, i32) -> (i64) ; @18
  trap_if_not v46 !NullFunctionReference ; @20
  v48: i64 = i64.load v46 region 0 ; @20
  v49: i64 = i64.load v46 + 8 region 0 invariant ; @20
  v50: i32 = call_indirect v48, v49 (v2) : (i32) -> (i32) ; @20
  release_depth 19 ; @22
  return (v50) ; @22

function "3" (f32) -> (i32, f32)
block0(v1: i64, v2: f32):
  charge_depth 19 ; @0
  v4: none = call 3 (v2) instance v1 : (f32) -> (i32, f32) ; @2
  v5: i32 = result v4, 0 ; @2
  v6: f32 = result v4, 1 ; @2
  release_depth 19 ; @4
  return (v5, v6) ; @4

function "4" (i32) -> (i32)
block0(v1: i64, v2: i32):
  charge_depth 19 ; @0
  branch_if v2, block2, block1 ; @2
block2:
  v5: i32 = i32.const 1 ; @4
  v6: i64 = i64.load v1 + 40 region 0 invariant ; @6
  v7: i64 = i64.load v6 region 0 ; @6
  v8: i64 = i64.load v6 + 8 region 0 invariant ; @6
  v9: i64 = i64.load v6 + 24 region 0 invariant ; @6
  v10: i64 = i64.const 0 ; @6
  v11: i32 = i64.lt_s v9, v10 ; @6
  branch_if v11, block3, block4 ; @6
block3:
  release_depth 19 ; @6
  v14: i32 = call_indirect v7, v8 (v5) : (i32) -> (i32) ; @6
  return (v14) ; @6
block4:
  release_depth 19 ; @6
  return_call_indirect v7, v8 (v5) : (i32) -> (i32) ; @6
block1:
  v18: i32 = i32.eqz v2 ; @11
  branch_if v18, block6, block5 ; @12
block6:
  v20: i32 = i32.const 1 ; @14
  v21: i32 = i32.const 3 ; @16
  v22: i64 = i64.load v1 + 16 region 0 invariant ; @18
  v23: i64 = i64.load v22 + 8 region 2 ; @18
  bounds_check v21, v23, 1 !UndefinedElement ; @18
  v25: i64 = i64.load v22 region 2 ; @18
  v26: i64 = i64.extend_i32_u v21 ; @18
  v27: i64 = i64.const 3 ; @18
  v28: i64 = i64.shl v26, v27 ; @18
  v29: i64 = i64.load v25 + v28 region 3 ; @18
  trap_if_not v29, v21 !UninitializedElement ; @18
  v31: i32 = i32.load v29 + 16 region 0 invariant ; @18
  v32: i32 = i32.const 0 ; @18
  v33: i32 = i32.ne v31, v32 ; @18
  trap_if v33 !IndirectCallTypeMismatch ; @18
  v35: i64 = i64.load v29 region 0 ; @18
  v36: i64 = i64.load v29 + 8 region 0 invariant ; @18
  v37: i64 = i64.load v29 + 24 region 0 invariant ; @18
  v38: i64 = i64.const 0 ; @18
  v39: i32 = i64.lt_s v37, v38 ; @18
  branch_if v39, block7, block8 ; @18
block7:
  release_depth 19 ; @18
  v42: i32 = call_indirect v35, v36 (v20) : (i32) -> (i32) ; @18
  return (v42) ; @18
block8:
  release_depth 19 ; @18
  return_call_indirect v35, v36 (v20) : (i32) -> (i32) ; @18
block5:
  v46: i32 = i32.const 2 ; @22
  release_depth 19 ; @24
  return_call 4 (v46) instance v1 : (i32) -> (i32) ; @24

function "5" (i64, ref) -> (ref, i32)
block0(v1: i64, v2: i64, v3: ref):
  charge_depth 21 ; @0
  v5: i64 = i64.load v1 + 32 region 0 invariant ; @4
  v6: i64 = i64.load v5 + 8 region 2 ; @4
  bounds_check v2, v6, 1 !OutOfBoundsTableAccess ; @4
  v8: i64 = i64.load v5 region 2 ; @4
  v9: i64 = i64.const 3 ; @4
  v10: i64 = i64.shl v2, v9 ; @4
  v11: i32 = ref_to_i32 v3 ; @4
  i32.store v8 + v10, v11 region 3 ; @4
  v13: i64 = i64.const 3 ; @10
  v14: i32 = i32.const 2 ; @12
  v15: i32 = ref_to_i32 v3 ; @12
  v16: i64 = i64.extend_i32_u v15 ; @12
  call_helper 14 (v1, v14, v2, v16, v13) : (i64, i32, i64, i64, i64) -> () ; @12
  v18: i64 = i64.const 1 ; @17
  v19: i32 = i32.const 2 ; @19
  v20: i32 = ref_to_i32 v3 ; @19
  v21: i64 = i64.extend_i32_u v20 ; @19
  v22: i64 = call_helper 13 (v1, v19, v21, v18) : (i64, i32, i64, i64) -> (i64) ; @19
  v23: i64 = i64.load v1 + 32 region 0 invariant ; @25
  v24: i64 = i64.load v23 + 8 region 2 ; @25
  bounds_check v2, v24, 1 !OutOfBoundsTableAccess ; @25
  v26: i64 = i64.load v23 region 2 ; @25
  v27: i64 = i64.const 3 ; @25
  v28: i64 = i64.shl v2, v27 ; @25
  v29: i32 = i32.load v26 + v28 region 3 ; @25
  v30: ref = i32_to_ref v29 ; @25
  v31: i64 = i64.load v1 + 16 region 0 invariant ; @27
  v32: i64 = i64.load v31 + 8 region 2 ; @27
  v33: i32 = i32.wrap_i64 v32 ; @27
  release_depth 21 ; @30
  return (v30, v33) ; @30

