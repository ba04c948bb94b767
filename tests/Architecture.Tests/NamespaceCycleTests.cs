using NUnit.Framework;
using PenguinMails.Architecture.Tests.Assemblies;

namespace PenguinMails.Architecture.Tests;

/// <summary>Folders depend on each other in one direction only, so that each can be read, tested and moved with what is below it.</summary>
[Category("Pure")]
public class NamespaceCycleTests
{
    // Development, Demo and Resources of the AppHost know each other; an entry whose cycles are gone fails the test.
    private static readonly string[] Open = ["AppHost"];

    [TestCaseSource(typeof(ProductAssembly), nameof(ProductAssembly.Projects))]
    public void Namespaces_OfAProject_HaveNoCycle(string project)
    {
        using var assembly = new ProductAssembly(project);
        var cycles = new NamespaceGraph(assembly).Cycles();
        Assert.That(cycles, Open.Contains(project) ? Is.Not.Empty : Is.Empty, string.Join('\n', cycles));
    }
}
