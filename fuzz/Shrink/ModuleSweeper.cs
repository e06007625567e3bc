using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Shrink;

/// <summary>Removes from a module what nothing that can be seen depends on, and closes the gaps in its index spaces.</summary>
internal static class ModuleSweeper
{
    /// <summary>
    /// The module without what neither an export, nor the start function, nor a segment needs. Imports that are not
    /// needed go too.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="keepsPassive">Whether passive segments are needed even if no instruction names them.</param>
    /// <param name="keepsGroups">Whether recursion groups stay whole; if not, types that are left may be other types than before.</param>
    /// <param name="keepsCode">Whether functions stay that do something, even if nobody calls them.</param>
    public static ModuleDefinition Sweep(ModuleDefinition module, bool keepsPassive, bool keepsGroups, bool keepsCode = false)
    {
        var marker = new Marker(module, keepsPassive, keepsGroups);
        marker.Run(keepsCode);
        return new Renumberer(module, marker).Rebuild();
    }

    private static int[] Count(ModuleDefinition module)
    {
        int[] counts = new int[8];
        counts[(int)IndexSpaceKind.Type] = module.Types.Count;
        counts[(int)IndexSpaceKind.Function] = module.CountImports(ExternKind.Function) + module.Functions.Count;
        counts[(int)IndexSpaceKind.Table] = module.CountImports(ExternKind.Table) + module.Tables.Count;
        counts[(int)IndexSpaceKind.Memory] = module.CountImports(ExternKind.Memory) + module.Memories.Count;
        counts[(int)IndexSpaceKind.Global] = module.CountImports(ExternKind.Global) + module.Globals.Count;
        counts[(int)IndexSpaceKind.Tag] = module.CountImports(ExternKind.Tag) + module.Tags.Count;
        counts[(int)IndexSpaceKind.Element] = module.Elements.Count;
        counts[(int)IndexSpaceKind.Data] = module.Data.Count;
        return counts;
    }

    /// <summary>Finds what is needed, from the roots.</summary>
    private sealed class Marker : IndexVisitor
    {
        private readonly ModuleDefinition _module;
        private readonly Stack<(IndexSpaceKind Space, int Index)> _open = new();
        private readonly int[] _groupOf;
        private readonly bool _keepsPassive;
        private readonly bool _keepsGroups;

        public Marker(ModuleDefinition module, bool keepsPassive, bool keepsGroups)
        {
            _module = module;
            _keepsPassive = keepsPassive;
            _keepsGroups = keepsGroups;
            int[] counts = Count(module);
            Used = [.. counts.Select(count => new bool[count])];
            _groupOf = new int[module.Types.Count];
            for (int i = 0; i < module.RecursionGroups.Count; i++)
            {
                RecursionGroup group = module.RecursionGroups[i];
                Array.Fill(_groupOf, i, group.Start, group.Count);
            }
        }

        /// <summary>By space and index.</summary>
        public bool[][] Used { get; }

        public void Run(bool keepsCode)
        {
            int imported = Used[(int)IndexSpaceKind.Function].Length - _module.Functions.Count;
            for (int i = 0; keepsCode && i < _module.Functions.Count; i++)
            {
                if (_module.Functions[i].Body.Code.Length > 1)
                {
                    Map(IndexSpaceKind.Function, imported + i);
                }
            }

            foreach (Export export in _module.Exports)
            {
                Map(SpaceOf(export.Kind), export.Index);
            }

            if (_module.Start is { } start)
            {
                Map(IndexSpaceKind.Function, start.FunctionIndex);
            }

            // What a segment does at instantiation can be seen; whoever wants it gone removes it first.
            for (int i = 0; i < _module.Elements.Count; i++)
            {
                if (_keepsPassive || _module.Elements[i].Mode != SegmentMode.Passive)
                {
                    Map(IndexSpaceKind.Element, i);
                }
            }

            for (int i = 0; i < _module.Data.Count; i++)
            {
                if (_keepsPassive || _module.Data[i].Mode != SegmentMode.Passive)
                {
                    Map(IndexSpaceKind.Data, i);
                }
            }

            while (_open.TryPop(out (IndexSpaceKind Space, int Index) item))
            {
                Follow(item.Space, item.Index);
            }
        }

        protected override int Map(IndexSpaceKind space, int index)
        {
            if (!Used[(int)space][index])
            {
                Used[(int)space][index] = true;
                _open.Push((space, index));
            }

            return index;
        }

        private void Follow(IndexSpaceKind space, int index)
        {
            switch (space)
            {
                case IndexSpaceKind.Type:
                    RecursionGroup group = _module.RecursionGroups[_groupOf[index]];
                    for (int i = group.Start; _keepsGroups && i < group.Start + group.Count; i++)
                    {
                        Map(IndexSpaceKind.Type, i);
                    }

                    Visit(_module.Types[index]);
                    return;
                case IndexSpaceKind.Element:
                    Visit(_module.Elements[index]);
                    return;
                case IndexSpaceKind.Data:
                    Visit(_module.Data[index]);
                    return;
            }

            foreach (Import import in _module.Imports)
            {
                if (SpaceOf(import.Type.Kind) == space && index-- == 0)
                {
                    Visit(import.Type);
                    return;
                }
            }

            FollowDefinition(space, index);
        }

        private void FollowDefinition(IndexSpaceKind space, int index)
        {
            switch (space)
            {
                case IndexSpaceKind.Function:
                    Visit(_module.Functions[index]);
                    break;
                case IndexSpaceKind.Table:
                    Visit(_module.Tables[index].Type);
                    Visit(_module.Tables[index].Initializer);
                    break;
                case IndexSpaceKind.Global:
                    Visit(_module.Globals[index].Type);
                    Visit(_module.Globals[index].Initializer);
                    break;
                case IndexSpaceKind.Tag:
                    Visit(_module.Tags[index].Type);
                    break;
            }
        }
    }

    /// <summary>Writes a module again with new indices.</summary>
    private sealed class Renumberer : IndexVisitor
    {
        private readonly ModuleDefinition _module;
        private readonly bool[][] _used;
        private readonly int[][] _map;

        public Renumberer(ModuleDefinition module, Marker marker)
        {
            _module = module;
            _used = marker.Used;
            _map = [.. _used.Select(Number)];
        }

        public ModuleDefinition Rebuild()
        {
            var result = new ModuleDefinition { HasDataCount = _module.HasDataCount && _module.Data.Count > 0 };
            foreach (RecursionGroup group in _module.RecursionGroups)
            {
                int first = Array.IndexOf(_used[(int)IndexSpaceKind.Type], true, group.Start, group.Count);
                if (first >= 0)
                {
                    int count = _used[(int)IndexSpaceKind.Type].AsSpan(group.Start, group.Count).Count(true);
                    result.RecursionGroups.Add(group with { Start = _map[(int)IndexSpaceKind.Type][first], Count = count });
                }
            }

            int[] next = new int[8];
            foreach (Import import in _module.Imports)
            {
                int space = (int)SpaceOf(import.Type.Kind);
                if (_used[space][next[space]++])
                {
                    result.Imports.Add(import with { Type = Visit(import.Type) });
                }
            }

            Keep(IndexSpaceKind.Type, 0, _module.Types, result.Types, Visit);
            Keep(IndexSpaceKind.Function, next[(int)IndexSpaceKind.Function], _module.Functions, result.Functions, Visit);
            Keep(IndexSpaceKind.Table, next[(int)IndexSpaceKind.Table], _module.Tables, result.Tables, table => table with { Type = Visit(table.Type), Initializer = Visit(table.Initializer) });
            Keep(IndexSpaceKind.Memory, next[(int)IndexSpaceKind.Memory], _module.Memories, result.Memories, memory => memory);
            Keep(IndexSpaceKind.Global, next[(int)IndexSpaceKind.Global], _module.Globals, result.Globals, global => global with { Type = Visit(global.Type), Initializer = Visit(global.Initializer) });
            Keep(IndexSpaceKind.Tag, next[(int)IndexSpaceKind.Tag], _module.Tags, result.Tags, tag => tag with { Type = Visit(tag.Type) });
            Keep(IndexSpaceKind.Element, 0, _module.Elements, result.Elements, Visit);
            Keep(IndexSpaceKind.Data, 0, _module.Data, result.Data, Visit);
            foreach (Export export in _module.Exports)
            {
                result.Exports.Add(export with { Index = Map(SpaceOf(export.Kind), export.Index) });
            }

            result.Start = _module.Start is { } start ? start with { FunctionIndex = Map(IndexSpaceKind.Function, start.FunctionIndex) } : null;
            result.CustomSections.AddRange(_module.CustomSections);
            return result;
        }

        protected override int Map(IndexSpaceKind space, int index) => _map[(int)space][index];

        private static int[] Number(bool[] used)
        {
            int[] map = new int[used.Length];
            int next = 0;
            for (int i = 0; i < used.Length; i++)
            {
                map[i] = used[i] ? next++ : -1;
            }

            return map;
        }

        private void Keep<T>(IndexSpaceKind space, int first, List<T> from, List<T> to, Func<T, T> visit)
        {
            for (int i = 0; i < from.Count; i++)
            {
                if (_used[(int)space][first + i])
                {
                    to.Add(visit(from[i]));
                }
            }
        }
    }
}
