using System.Reflection.Metadata;

namespace PenguinMails.Architecture.Tests.Assemblies;

/// <summary>Which namespaces of an assembly refer to which others, with one example per reference.</summary>
internal sealed class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _references = new(StringComparer.Ordinal);

    public NamespaceGraph(ProductAssembly assembly)
    {
        var references = new TypeReferences(assembly);
        foreach (var type in assembly.Metadata.TypeDefinitions)
        {
            foreach (var target in references.Of(type))
            {
                Add(assembly, type, target);
            }
        }
    }

    /// <summary>One line per reference that is part of a cycle.</summary>
    public IReadOnlyList<string> Cycles() =>
    [
        .. from source in _references
           from target in source.Value
           where Reaches(target.Key, source.Key)
           select $"{source.Key} -> {target.Key}: {string.Join(", ", target.Value)}",
    ];

    private void Add(ProductAssembly assembly, TypeDefinitionHandle type, TypeDefinitionHandle target)
    {
        var (from, to) = (assembly.NamespaceOf(type), assembly.NamespaceOf(target));
        if (from == to || !IsOwn(from) || !IsOwn(to))
        {
            return;
        }

        if (!_references.TryGetValue(from, out var targets))
        {
            _references[from] = targets = new(StringComparer.Ordinal);
        }

        if (!targets.TryGetValue(to, out var examples))
        {
            targets[to] = examples = new(StringComparer.Ordinal);
        }

        examples.Add($"{assembly.NameOf(type)} uses {assembly.NameOf(target)}");
    }

    // Source generators put types into namespaces of their own.
    private static bool IsOwn(string name) => name.StartsWith("PenguinMails", StringComparison.Ordinal);

    private bool Reaches(string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var name))
        {
            if (name == to)
            {
                return true;
            }

            foreach (var next in _references.TryGetValue(name, out var targets) ? targets.Keys.Where(seen.Add) : [])
            {
                open.Enqueue(next);
            }
        }

        return false;
    }
}
