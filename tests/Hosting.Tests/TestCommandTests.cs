using PenguinMails.LocalComponents;

namespace PenguinMails.Hosting.Tests;

/// <summary>`dotnet test` of the solution or a filter of it, as the README names it, tells a failed run by its exit code.</summary>
[Category("Process")]
internal sealed class TestCommandTests
{
    // No folder can be made there, so the run fails before its first test.
    private const string NoResultsFolder = "/proc/results";

    [Test]
    public void DotnetTest_WhoseRunFails_EndsWithAFailure() =>
        Assert.That(
            async () => await Tool.RunAsync(
                "dotnet", ["test", Path.Combine(RepositoryFolder.Find(), "DevVault.slnf"), "--no-build", "--results-directory", NoResultsFolder]),
            Throws.InstanceOf<ToolFailedException>().With.Message.Contains("ended with 1"));
}
