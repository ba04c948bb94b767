using NUnit.Framework;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Verifier;

/// <summary>The sample verifier in Python comes to the same verdicts: the documented format is all that one needs.</summary>
[Category("Process")]
internal sealed class PythonVerifierTests
{
    [TestCaseSource(typeof(Tamperings), nameof(Tamperings.All))]
    public async Task Verify_Tampered_EndsWithTheCode(Action<TestExport> tamper, int code)
    {
        var files = await Tamperings.SaveAsync(tamper);

        var (actual, output) = await PythonSample.RunAsync("verify_export.py", [files.Export, files.Keys, .. files.Kept]);

        Assert.That(actual, Is.EqualTo(code), output);
    }

    [Test]
    public async Task Verify_ReasonLeftOut_IsExplainedByAnotherExport()
    {
        using var export = new TestExport();
        export.Replace(8, Platform.TestChain.Erasure(9, export.Records[7].Record.Hash, export.Records[2]));
        var erasures = await export.SaveAsync();
        export.Select(3);
        export.Records[0] = export.Records[0] with { Reason = null };
        var files = await export.SaveAsync();

        var (code, output) = await PythonSample.RunAsync("verify_export.py", [files.Export, files.Keys, "--erasures", erasures.Export]);

        Assert.That(code, Is.EqualTo(Tamperings.NotAnchored), output);
    }

    [TestCase]
    [TestCase("export.jsonl")]
    [TestCase("absent.jsonl", "keys.json")]
    [TestCase("export.jsonl", "export.jsonl")]
    [TestCase("export.jsonl", "keys.json", "keys.json")]
    public async Task Verify_WrongUsage_IsNotCalledNotGenuine(params string[] arguments)
    {
        var files = await Tamperings.SaveAsync(_ => { });

        var (code, output) = await PythonSample.RunAsync("verify_export.py", [.. arguments.Select(argument => Path.Combine(files.Folder, argument))]);

        Assert.That(code, Is.EqualTo(Tamperings.NotChecked), output);
    }
}

/// <summary>Runs a sample of docs/api/samples as a person would.</summary>
internal static class PythonSample
{
    public static async Task<(int Code, string Output)> RunAsync(string script, IEnumerable<string> arguments)
    {
        var folder = Path.Combine(RepositoryFolder.Find(), "docs", "api", "samples");
        await using var process = await ChildProcess.StartAsync(
            new ComponentCommand("python3", [Path.Combine(folder, script), .. arguments], new Dictionary<string, string> { ["PYTHONDONTWRITEBYTECODE"] = "1" }, folder), script);
        await process.WaitForExitAsync();
        return (process.ExitCode, process.Log);
    }
}
