using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Verification;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Checkpoints;

/// <summary>What somebody does to the kept checkpoint files raises the alert while the service runs, and is found by every check.</summary>
[Category("Component")]
internal sealed class KeptCheckpointTests
{
    private static readonly TestCaseData[] Changes =
    [
        Change("the newest deleted", files => File.Delete(files[^1])),
        Change("an older copy of the folder", files => { File.Delete(files[^1]); File.Delete(files[^2]); }),
        Change("one in the middle deleted", files => File.Delete(files[1])),
        Change("the first deleted", files => File.Delete(files[0])),
        Change("all deleted", files => Directory.Delete(Path.GetDirectoryName(files[0])!, recursive: true)),
        Change("one emptied", files => File.WriteAllText(files[1], "")),
        Change("one replaced by another", files => File.Copy(files[0], files[1], overwrite: true)),
        Change("a signature altered, and the file's time set back", files => Rewrite(files[0], "vault:v1:", 20)),
        Change("a statement altered, and the file's time set back", files => Rewrite(files[1], "\"headHash\":\"", 20)),
        Change("one twice", files => File.Copy(files[0], Path.Combine(Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(files[0])!, "..", "9999-12")).FullName, Path.GetFileName(files[0])))),
        Change("a file of another name added", files => File.Copy(files[0], Path.Combine(Path.GetDirectoryName(files[0])!, "copy.json"))),
        Change("one of a number that was not signed", files => File.Copy(files[0], Path.Combine(Path.GetDirectoryName(files[0])!, "000000000004.json"))),
    ];

    [TestCaseSource(nameof(Changes))]
    public async Task Change_OfKeptFiles_IsAlertedAndFoundAndNothingMoreIsSigned(Action<string[]> change)
    {
        var ledger = await SignedLedger.CopyAsync();
        await using var service = await ledger.StartAsync();
        // It has seen them as they were.
        await service.Get<KeptCheckpoints>().CompareAsync("platform", CancellationToken.None);

        change(ledger.Files());

        await SignedLedger.AlertedAsync(service);
        await service.PublishAsync(Record());
        await service.RecordedAsync(SignedLedger.Records + 1);
        Assert.That(() => service.Get<KeptCheckpoints>().CompareAsync("platform", CancellationToken.None), Throws.TypeOf<LedgerBrokenException>());
        Assert.That(await service.ScalarAsync<long>("select max(number) from audit_checkpoint where chain = 'platform'"), Is.EqualTo(SignedLedger.Checkpoints));
        Assert.That((await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None)).Valid, Is.False);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task Change_WhileTheServiceIsDown_IsFoundAtTheStart(Action<string[]> change)
    {
        var ledger = await SignedLedger.CopyAsync();
        change(ledger.Files());

        await using var service = await ledger.BuildAsync();

        Assert.That(() => service.Get<KeptCheckpoints>().CompareAsync("platform", CancellationToken.None), Throws.TypeOf<LedgerBrokenException>());
    }

    [Test]
    public async Task Compare_Untouched_FindsNothing()
    {
        var ledger = await SignedLedger.CopyAsync();
        await using var service = await ledger.BuildAsync();

        for (var round = 0; round < 3; round++)
        {
            await service.Get<KeptCheckpoints>().CompareAsync("platform", CancellationToken.None);
            await service.Get<KeptCheckpoints>().CompareAsync("vault", CancellationToken.None);
        }

        var result = await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);
        Assert.That(result.Valid, Is.True, string.Join('\n', result.Problems));
    }

    [Test]
    public async Task Start_SignedAndNotYetKept_IsKeptAndSigningGoesOn()
    {
        var ledger = await SignedLedger.CopyAsync();
        // As a crash leaves it: the checkpoint is committed, and has no file.
        File.Delete(ledger.Files()[^1]);
        await using var service = await ledger.BuildAsync();
        await service.AsOwnerAsync($"alter table audit_anchor disable trigger user; update audit_anchor set number = {SignedLedger.Checkpoints - 1} where chain = 'platform'; alter table audit_anchor enable trigger user");

        await service.Get<CheckpointSigner>().SignAllAsync("platform", CancellationToken.None);

        await service.Get<KeptCheckpoints>().CompareAsync("platform", CancellationToken.None);
        Assert.That(ledger.Files(), Has.Length.EqualTo(SignedLedger.Checkpoints));
    }

    [Test]
    public async Task Sign_TwoInstancesOnOneFolder_FindNothing()
    {
        const int Rounds = 12;
        var ledger = await SignedLedger.CopyAsync();
        await using var one = await ledger.StartAsync();
        await using var other = await one.StartAnotherAsync();

        for (var round = 1; round <= Rounds; round++)
        {
            await SignedLedger.SignAsync(one, 2, SignedLedger.Records + (2 * round));
            await Task.WhenAll(
                one.Get<KeptCheckpoints>().CompareAsync("platform", CancellationToken.None), other.Get<KeptCheckpoints>().CompareAsync("platform", CancellationToken.None));
        }

        Assert.That(await one.ScalarAsync<int>("select count(*) from alert"), Is.Zero);
        var result = await other.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);
        Assert.That(result.Valid, Is.True, string.Join('\n', result.Problems));
    }

    [Test]
    public async Task Keep_NumberThatHasOtherContent_IsRefused()
    {
        var ledger = await SignedLedger.CopyAsync();
        await using var service = await ledger.BuildAsync();
        var folder = service.Get<CheckpointFolder>();
        var newest = (await folder.NewestAsync("platform", CancellationToken.None))!;

        await folder.KeepAsync(newest, CancellationToken.None);

        Assert.That(
            () => folder.KeepAsync(newest with { Signature = "vault:v1:AAAA" }, CancellationToken.None),
            Throws.TypeOf<LedgerBrokenException>().With.Message.Contains($"checkpoint {SignedLedger.Checkpoints}"));
    }

    private static TestCaseData Change(string name, Action<string[]> change) => new TestCaseData(change).SetArgDisplayNames(name);

    // Another character, this far behind the text.
    private static void Rewrite(string file, string after, int by)
    {
        var (at, text) = (File.GetLastWriteTimeUtc(file), File.ReadAllText(file).ToCharArray());
        var index = new string(text).IndexOf(after, StringComparison.Ordinal) + after.Length + by;
        text[index] = text[index] == 'a' ? 'b' : 'a';
        File.WriteAllText(file, new string(text));
        File.SetLastWriteTimeUtc(file, at);
    }
}
