using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Exports;
using PenguinMails.Audit.Retention;
using PenguinMails.Audit.Tests.Verification;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Retention;

/// <summary>What somebody changed in an archived month, or in the row that names it, is not taken back, and every check names it.</summary>
[Category("Component")]
internal sealed class ForgedArchiveTests : RetentionFixture
{
    [Test]
    public async Task Attach_FileThatWasChanged_IsRefusedAndVerifyNamesIt()
    {
        await ArchiveAllAsync();
        var file = Path.Combine(Folder, ArchiveFiles.NameOf(Month(4), "platform"));
        var bytes = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, bytes[..^40]);

        using var answer = await Admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("archive_not_genuine"));
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.False);
        Assert.That(await FoundAsync(), Is.Zero);
    }

    [Test]
    public async Task Attach_FileWithTheIdsOfAnother_IsRefusedAndVerifyNamesIt()
    {
        await ArchiveAllAsync();
        var name = ArchiveFiles.NameOf(Month(4), "platform");
        var files = Service.Get<ArchiveFiles>();
        var lines = await files.LinesAsync(name, CancellationToken.None).ToListAsync();
        var ids = lines.Where(line => line.Contains("\"sequence\":\"", StringComparison.Ordinal)).Take(2).Select(line => line[line.IndexOf("\"ids\"", StringComparison.Ordinal)..]).ToList();
        var hash = await files.WriteAsync(
            name,
            async stream =>
            {
                await using var writer = new StreamWriter(stream);
                foreach (var line in lines)
                {
                    await writer.WriteAsync($"{line.Replace(ids[0], ids[1], StringComparison.Ordinal)}\n");
                }
            },
            CancellationToken.None);
        await Service.AsOwnerAsync("update audit_archive set file_hash = decode(@hash, 'hex') where file = @name", new { hash, name });

        using var answer = await Admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("archive_not_genuine"));
        Assert.That(await FoundAsync(), Is.Zero);
        await AssertNamedAsync(LedgerProblems.PersonalAltered, 1);
    }

    [Test]
    public async Task Verify_ReasonOfAnArchivedRecordDeleted_IsNamed()
    {
        await ArchiveAllAsync();
        await Service.TamperAsync("delete from audit_reason where sequence = 3");

        await AssertNamedAsync(LedgerProblems.PersonalAltered, 3);
    }

    // What was done to the row of a month, or with it.
    [TestCase("update audit_archive set file_hash = sha256('another') where first_sequence = 1", 1)]
    [TestCase("update audit_archive set month = month + 1 where first_sequence = 1", 1)]
    [TestCase("update audit_archive set last_sequence = 24 where first_sequence = 1", 1)]
    [TestCase("insert into audit_archive select month + interval '1 day', chain, file, file_hash, first_sequence + 50, last_sequence + 50, 0, archived_at, now() from audit_archive where first_sequence = 1", 51)]
    public async Task Verify_ArchiveThatTheLedgerDoesNotName_IsNamed(string tampering, long sequence)
    {
        await ArchiveAllAsync();
        await Service.TamperAsync(tampering);

        await AssertNamedAsync(LedgerProblems.ArchiveForged, sequence);
    }

    [Test]
    public async Task Verify_RecordsHiddenInAForgedArchive_IsNamed()
    {
        await ArchiveAllAsync();
        // A genuine file of the present month, made of what the ledger holds: all that a restore would ask of it.
        var month = Month(0);
        var name = ArchiveFiles.NameOf(month, "platform");
        var files = Service.Get<ArchiveFiles>();
        var records = Service.Get<ExportRecords>();
        await Service.Get<CheckpointSigner>().SignAllAsync("platform", CancellationToken.None);
        var hash = await files.WriteAsync(
            name,
            async stream =>
            {
                await using var writer = new ExportWriter(stream);
                await writer.WriteAsync(new ExportHeader("platform", IsComplete: true, Now, new Dictionary<string, string>(StringComparer.Ordinal) { ["month"] = $"{month:yyyy-MM}" }), CancellationToken.None);
                await foreach (var line in records.ReadAsync(new AuditLogFilter("platform"), new ExportRange(76, 100, IsComplete: true, IsArchive: true), CancellationToken.None))
                {
                    if (line is ExportLine.Record { Exported: var record })
                    {
                        await writer.WriteAsync(record, CancellationToken.None);
                    }
                }

                await writer.CompleteAsync(CancellationToken.None);
            },
            CancellationToken.None);
        await Service.TamperAsync(
            $"""
            insert into audit_archive values ('{month:yyyy-MM-dd}', 'platform', '{name}', decode('{hash}', 'hex'), 76, 100, 0, now());
            delete from audit_record where chain = 'platform' and sequence between 76 and 100
            """);

        var problems = await VerifyAsync();

        Assert.That(problems.GetProperty("records").GetInt64(), Is.GreaterThanOrEqualTo(100), "the file holds them");
        await AssertNamedAsync(LedgerProblems.ArchiveForged, 76);
    }

    [Test]
    public async Task Verify_RecordOfAnArchivedMonthThatIsNotInItsFile_IsNamed()
    {
        await ArchiveAllAsync();
        await Service.TamperAsync("update audit_archive set month = (select max(date_trunc('month', recorded_at)::date) from audit_record) where first_sequence = 26");

        await AssertNamedAsync(LedgerProblems.ArchiveForged, 51);
    }

    private async Task AssertNamedAsync(string kind, long sequence)
    {
        var problems = (await VerifyAsync()).GetProperty("problems").EnumerateArray();
        Assert.That(problems.Select(problem => (problem.GetProperty("kind").GetString(), problem.TryGetProperty("sequence", out var at) ? at.GetInt64() : 0)), Does.Contain((kind, sequence)));
    }
}
