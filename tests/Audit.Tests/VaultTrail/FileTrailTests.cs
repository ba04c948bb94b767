using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.VaultTrail.TrailLines;

namespace PenguinMails.Audit.Tests.VaultTrail;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class FileTrailTests
{
    private readonly string _file = Path.Combine(TestFolder.Create("vault-audit"), "audit.log");
    private readonly List<string> _paths = [];
    private AuditService _service = null!;

    [SetUp]
    public async Task SetUpAsync() => _service = await StartAsync();

    [TearDown]
    public async Task TearDownAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Follow_LinesInTwoHalves_RecordsEachOnce()
    {
        var line = Plain(1);
        await File.AppendAllTextAsync(_file, Line(0) + line[..50]);
        await RecordedAsync();

        _paths.Add("transit/encrypt/key-1");
        await File.AppendAllTextAsync(_file, line[50..] + "\n" + Line(2));

        await RecordedAsync();
    }

    [Test]
    public async Task Follow_RenamedFiles_ReadsTheOldToTheirEnds()
    {
        await File.AppendAllTextAsync(_file, Line(0));
        await RecordedAsync();
        await _service.StopAsync();

        // Twice while nobody reads; and Vault writes to the old file for a while.
        await File.AppendAllTextAsync(_file, Line(1));
        File.Move(_file, _file + ".2");
        await File.AppendAllTextAsync(_file + ".2", Line(2));
        await File.WriteAllTextAsync(_file + ".1", Line(3) + Line(4));
        await File.WriteAllTextAsync(_file, Line(5));
        _service = await _service.StartAnotherAsync();
        await RecordedAsync();

        // And once while somebody does.
        File.Move(_file, _file + ".0");
        await File.AppendAllTextAsync(_file + ".0", Line(6));
        await RecordedAsync();
        await File.WriteAllTextAsync(_file, Line(7));
        await RecordedAsync();
        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert"), Is.Zero);
    }

    [Test]
    public async Task Follow_CopiedAndTruncated_ReadsTheCopyAndThenAnew()
    {
        await File.AppendAllTextAsync(_file, Line(0));
        await RecordedAsync();
        await _service.StopAsync();
        await File.AppendAllTextAsync(_file, Line(1));

        File.Copy(_file, _file + ".1");
        await using (var file = new FileStream(_file, FileMode.Truncate))
        {
        }

        await File.AppendAllTextAsync(_file, Line(2));
        _service = await _service.StartAnotherAsync();

        await RecordedAsync();
    }

    [Test]
    public async Task Follow_FileThatIsGone_GoesOnAndSaysThatSomethingMayBeMissing()
    {
        await File.AppendAllTextAsync(_file, Line(0));
        await RecordedAsync();

        File.Delete(_file);
        await File.AppendAllTextAsync(_file, Line(1));

        await RecordedAsync();
        Assert.That(await _service.ScalarAsync<string>("select kind from alert"), Is.EqualTo("audit.vault_trail_gap"));
    }

    [Test]
    public async Task Follow_OldFileThatEndsWithinALine_RecordsItAsUnreadable()
    {
        await File.AppendAllTextAsync(_file, Line(0) + "{\"time\":\"20");
        await RecordedAsync();

        File.Move(_file, _file + ".1");
        await File.AppendAllTextAsync(_file, Line(1));

        await RecordedAsync(unreadable: 1);
        Assert.That(await _service.ScalarAsync<string>("select code from audit_record where action = 'vault.unreadable_entry'"), Is.EqualTo("cut_off"));
    }

    [Test]
    public async Task Follow_GarbageAndTooLongLines_AreRecordedAndTheRestIsRead()
    {
        await File.AppendAllTextAsync(_file, Line(0) + "garbage\n" + new string('x', 3_000_000) + "\n\0\0{}\n" + Line(1));

        await RecordedAsync(unreadable: 3);
        Assert.That(
            await _service.ScalarAsync<string>("select string_agg(code, ' ' order by sequence) from audit_record where action = 'vault.unreadable_entry'"),
            Is.EqualTo("not_json too_long not_json"));
        Assert.That(await _service.ScalarAsync<string>("select kind from alert"), Is.EqualTo("audit.vault_line_skipped"));
    }

    [Test]
    public async Task Follow_EntryThatTheLedgerCannotKeep_IsRecordedByItsHashAndTheRestIsRead()
    {
        await _service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync("alter table audit_record add constraint test check (action <> 'vault.patch')"), CancellationToken.None);

        await File.AppendAllTextAsync(_file, Line(0) + Response(operation: "patch") + "\n" + Line(1));

        await RecordedAsync(unreadable: 1);
        Assert.That(await _service.ScalarAsync<string>("select code from audit_record where action = 'vault.unreadable_entry'"), Is.EqualTo("refused"));
        Assert.That(await _service.ScalarAsync<string>("select kind from alert"), Is.EqualTo("audit.vault_line_skipped"));
    }

    [Test]
    public async Task Follow_TwoInstancesAndAWriter_RecordEachOnceInOrder()
    {
        await using var second = await _service.StartAnotherAsync();
        for (var number = 0; number < 3000; number += 100)
        {
            await File.AppendAllTextAsync(_file, string.Concat(Enumerable.Range(number, 100).Select(Line)));
        }

        await RecordedAsync();
        Assert.That(
            await _service.ScalarAsync<bool>(
                "select array_agg(path order by sequence) = @paths from audit_record join audit_path using (path_id)", new { paths = _paths.ToArray() }),
            Is.True);
    }

    /// <summary>Exactly what was written, once.</summary>
    private async Task RecordedAsync(int unreadable = 0)
    {
        await Eventually.Async(
            async () => await _service.ScalarAsync<int>("select count(*) from audit_record") >= _paths.Count + unreadable, what: $"{_paths.Count} records");
        Assert.That(
            await _service.ScalarAsync<string>("select string_agg(path, ' ' order by sequence) from audit_record join audit_path using (path_id) where chain = 'vault'"),
            Is.EqualTo(string.Join(' ', _paths)));
        Assert.That(await _service.ScalarAsync<int>("select count(*) from audit_record"), Is.EqualTo(_paths.Count + unreadable));
    }

    private string Line(int number)
    {
        _paths.Add($"transit/encrypt/key-{number}");
        return Plain(number) + "\n";
    }

    private Task<AuditService> StartAsync() => AuditService.StartAsync(("Audit:VaultTrail:File", _file), ("Audit:VaultTrail:PollInterval", "00:00:00.05"));
}
