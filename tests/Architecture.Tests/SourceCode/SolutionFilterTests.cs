using System.Text.Json;
using NUnit.Framework;

namespace PenguinMails.Architecture.Tests.SourceCode;

/// <summary>What one filter leaves out is in the other: no test project is forgotten.</summary>
[Category("Pure")]
internal sealed class SolutionFilterTests
{
    [Test]
    public void Filters_Together_HoldEveryProject()
    {
        string[] product = ProjectsOf("Product.slnf"), devVault = ProjectsOf("DevVault.slnf");

        Assert.That(
            product.Union(devVault), Is.EquivalentTo(Repository.WithExtension(".csproj")), "a project is in Product.slnf or DevVault.slnf");
        Assert.That(
            devVault.Except(product), Is.EquivalentTo((string[])["tests/DevVault.Tests/DevVault.Tests.csproj", "tests/LocalComponents.Tests/LocalComponents.Tests.csproj"]));
    }

    private static string[] ProjectsOf(string filter)
    {
        using var solution = JsonDocument.Parse(Repository.Read(filter));
        return [.. solution.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(path => path.GetString()!.Replace('\\', '/'))];
    }
}
