using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.AuditVerifier;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Verifier;

/// <summary>The verifier's command line, in the process of the test.</summary>
[Category("Pure")]
internal sealed class VerifierCommandTests
{
    [TestCaseSource(typeof(Tamperings), nameof(Tamperings.All))]
    public async Task Verify_Tampered_EndsWithTheCode(Action<TestExport> tamper, int code)
    {
        var files = await Tamperings.SaveAsync(tamper);

        var (actual, output) = await RunAsync([files.Export, "--keys", files.Keys, .. files.Kept.SelectMany(file => new[] { "--anchor", file })]);

        Assert.That(actual, Is.EqualTo(code), output);
        Assert.That(output.TrimEnd().Split('\n')[^1], code switch
        {
            Tamperings.Genuine => Is.EqualTo("GENUINE"),
            Tamperings.NotAnchored => Does.StartWith("GENUINE, BUT ITS END IS NOT ANCHORED"),
            Tamperings.NotGenuine => Does.StartWith("NOT GENUINE: "),
            _ => Does.StartWith("NOT CHECKED: "),
        });
    }

    [Test]
    public async Task Verify_Genuine_SaysWhatWasChecked()
    {
        using var export = new TestExport();
        var files = await export.SaveAsync();
        using var keys = export.Chain.Keys;

        var (_, output) = await RunAsync([files.Export, "--keys", files.Keys, "--anchor", Path.Combine(files.Folder, "kept"), "--csv", files.Csv]);

        Assert.That(output.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')), Is.EqualTo(new[]
        {
            $"File         export.jsonl, SHA-256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(files.Export)))}",
            $"Key          version 1, SHA-256 {keys.Fingerprints().Single().Fingerprint}",
            "Chain        platform, exported 2026-11-20T13:00:00.000000Z, complete",
            "Period       2026-11-20T12:00:01.000000Z to 2026-11-20T12:00:25.000000Z",
            "Sequences    1 to 25",
            "Content      25 records, 3 checkpoints",
            "Anchor       the export's last checkpoint as kept outside",
            "GENUINE",
        }));
    }

    [Test]
    public async Task Verify_AnyByteAfterTheHeaderChanged_IsNotGenuine()
    {
        const int Changes = 400;
        var files = await Tamperings.SaveAsync(_ => { });
        var bytes = await File.ReadAllBytesAsync(files.Export);
        var begin = Array.IndexOf(bytes, (byte)'\n') + 1;
        var random = new Random(12);
        for (var change = 0; change < Changes; change++)
        {
            var (at, difference) = (random.Next(begin, bytes.Length - 1), random.Next(1, 256));
            bytes[at] ^= (byte)difference;
            await File.WriteAllBytesAsync(files.Export, bytes);
            bytes[at] ^= (byte)difference;

            var (code, output) = await RunAsync([files.Export, "--keys", files.Keys, .. files.Kept.SelectMany(file => new[] { "--anchor", file })]);

            Assert.That(code, Is.EqualTo(Tamperings.NotGenuine), $"byte {at} changed by {difference}: {output}");
        }
    }

    [Test]
    public async Task Verify_CheckpointOfTheOtherChain_IsNamedAsThat()
    {
        var files = await Tamperings.SaveAsync(export => export.Kept = [export.Chain.Sign(export.Kept[2].Statement with { Chain = "vault" })]);

        var (_, output) = await RunAsync([files.Export, "--keys", files.Keys, "--anchor", files.Kept.Single()]);

        Assert.That(output, Does.Contain("checkpoint 3 is one of the chain 'vault', and the export shows the chain 'platform'").And.Not.Contain("GENUINE"));
    }

    [Test]
    public async Task Verify_ReasonLeftOut_IsExplainedByAnotherExportThatIsGenuine()
    {
        using var export = new TestExport();
        export.Replace(8, Platform.TestChain.Erasure(9, export.Records[7].Record.Hash, export.Records[2]));
        var erasures = await export.SaveAsync();
        export.Select(3);
        export.Records[0] = export.Records[0] with { Reason = null };
        var files = await export.SaveAsync();

        var (alone, output) = await RunAsync([files.Export, "--keys", files.Keys]);
        var (explained, said) = await RunAsync([files.Export, "--keys", files.Keys, "--erasures", erasures.Export]);
        var (notByItself, _) = await RunAsync([files.Export, "--keys", files.Keys, "--erasures", files.Export]);

        Assert.That((alone, explained, notByItself), Is.EqualTo((1, 3, 2)));
        Assert.That(output, Does.Contain("personal_missing: record 3"));
        Assert.That(said, Does.Contain("Left out     0 persons and 1 reasons"));
    }

    [TestCase(false, Tamperings.Genuine)]
    [TestCase(true, Tamperings.NotGenuine)]
    public async Task Verify_CsvWithoutTheNewerColumns_IsAcceptedWhenTheyAreEmpty(bool isOnBehalf, int expected)
    {
        using var export = new TestExport();
        if (!isOnBehalf)
        {
            export.Replace(TestExport.OnBehalf, TestChain.Record(TestExport.OnBehalf + 1, export.Records[TestExport.OnBehalf - 1].Record.Hash, "owner5@acme.example"));
            export.Kept = [.. export.Checkpoints];
        }

        var files = await export.SaveAsync();
        var csv = await File.ReadAllTextAsync(files.Csv);
        await File.WriteAllTextAsync(files.Csv, csv
            .Replace(",onBehalfOf,campaignId\r\n", "\r\n", StringComparison.Ordinal)
            .Replace(",starter@penguin.example,\r\n", "\r\n", StringComparison.Ordinal)
            .Replace(",,\r\n", "\r\n", StringComparison.Ordinal));

        var (code, output) = await RunAsync([files.Export, "--keys", files.Keys, "--anchor", Path.Combine(files.Folder, "kept"), "--csv", files.Csv]);

        Assert.That(code, Is.EqualTo(expected), output);
    }

    [Test]
    public async Task Verify_RecordsThatNeverArrived_AreNamed()
    {
        using var export = new TestExport();
        var range = new NumberRange("key-issuance", Guid.Parse("550e8400-e29b-41d4-a716-446655440000"), 3, 9);
        export.Replace(6, Platform.TestChain.Missing(7, export.Records[5].Record.Hash, MissingRecords.MissingAction, range));
        export.Replace(8, Platform.TestChain.Missing(9, export.Records[7].Record.Hash, MissingRecords.ArrivedAction, range with { Last = 7 }));
        export.Kept = [.. export.Checkpoints];
        var files = await export.SaveAsync();

        var (code, output) = await RunAsync([files.Export, "--keys", files.Keys, "--anchor", Path.Combine(files.Folder, "kept")]);

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("Not arrived  2 records of key-issuance, numbers 8 to 9 of epoch 550e8400-e29b-41d4-a716-446655440000"));
    }

    [Test]
    public async Task Verify_CsvWithOtherCells_NamesRowAndColumn()
    {
        using var export = new TestExport();
        var files = await export.SaveAsync();
        var rows = (await File.ReadAllTextAsync(files.Csv)).Split("\r\n");
        rows[4] = rows[4].Replace(",refused,", ",success,", StringComparison.Ordinal);
        rows[6] = "";
        await File.WriteAllTextAsync(files.Csv, string.Join("\r\n", rows.Where((row, index) => index != 6)));

        var (code, output) = await RunAsync([files.Export, "--keys", files.Keys, "--csv", files.Csv]);

        Assert.That(code, Is.EqualTo(Tamperings.NotGenuine));
        Assert.That(output, Does.Contain("csv_differs: row 5 (record 4), column outcome: 'success' instead of 'refused'"));
        Assert.That(output, Does.Contain("csv_differs: record 6 has no row").And.Contain("NOT GENUINE: 2 problems"));
    }

    [TestCase("sequence", "sequenz", "row 1 (the header), column sequence: 'sequenz' instead of 'sequence'")]
    [TestCase("\r\n7,", "\r\n07,", "row 8 (record 7), column sequence: '07' instead of '7'")]
    [TestCase("\r\n7,", "\r\n6,,\r\n7,", "row 8 (sequence '6') is the row of no record at this place")]
    [TestCase(",ticket 7,", ",\"ticket 7,", "Row 26 ends within a quoted cell.")]
    [TestCase("\r\n", "\n", "Row 1 does not end with CR LF")]
    public async Task Verify_CsvOfAnotherForm_IsNamed(string old, string replacement, string expected)
    {
        using var export = new TestExport();
        var files = await export.SaveAsync();
        var csv = await File.ReadAllTextAsync(files.Csv);
        var at = old.Contains("ticket", StringComparison.Ordinal) ? csv.LastIndexOf(old, StringComparison.Ordinal) : csv.IndexOf(old, StringComparison.Ordinal);
        await File.WriteAllTextAsync(files.Csv, old == "\r\n" ? csv.Replace(old, replacement, StringComparison.Ordinal) : csv[..at] + replacement + csv[(at + old.Length)..]);

        var (code, output) = await RunAsync([files.Export, "--keys", files.Keys, "--csv", files.Csv]);

        Assert.That(code, Is.EqualTo(Tamperings.NotGenuine));
        Assert.That(output, Does.Contain(expected));
    }

    [Test]
    public async Task Verify_TextThatForgesLines_IsEscaped()
    {
        var files = await Tamperings.SaveAsync(export =>
        {
            export.Filter["user"] = "x\nGENUINE\u001b[2K\u202e";
            export.Select(3);
            export.Records[0] = export.Records[0] with { Reason = null };
        });

        var (_, output) = await RunAsync([files.Export, "--keys", files.Keys]);

        Assert.That(output, Does.Contain("user=x\\u000aGENUINE\\u001b[2K\\u202e").And.Not.Contain("\u001b").And.Not.Contain("\nGENUINE"));
    }

    [TestCase]
    [TestCase("export.jsonl")]
    [TestCase("absent.jsonl", "--keys", "keys.json")]
    [TestCase("export.jsonl", "--keys", "absent.json")]
    [TestCase("export.jsonl", "--keys", "export.jsonl")]
    [TestCase("export.jsonl", "--keys", "keys.json", "--anchor", "absent.json")]
    [TestCase("export.jsonl", "--keys", "keys.json", "--anchor", "keys.json")]
    [TestCase("export.jsonl", "--keys", "keys.json", "--csv", "absent.csv")]
    [TestCase("export.jsonl", "--keys", "keys.json", "--unknown")]
    [TestCase("keys.json", "--keys", "keys.json")]
    [TestCase(".", "--keys", "keys.json")]
    public async Task Verify_WrongUsage_IsNotCalledNotGenuine(params string[] arguments)
    {
        var files = await Tamperings.SaveAsync(_ => { });

        var (code, output) = await RunAsync(
            [.. arguments.Select(argument => argument.StartsWith("--", StringComparison.Ordinal) ? argument : Path.Combine(files.Folder, argument))]);

        Assert.That(code, Is.EqualTo(Tamperings.NotChecked), output);
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] arguments)
    {
        await using var output = new StringWriter();
        var code = await VerifierCommand.RunAsync(arguments, output, output);
        return (code, output.ToString());
    }
}
