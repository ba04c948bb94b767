using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.Tests.Crashes;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>The walks of the kinds that a mail password goes through: wherever a worker dies, the account's people can log in, and nobody else can.</summary>
[TestFixture(OperationKind.Rotate)]
[TestFixture(OperationKind.Retire)]
[TestFixture(OperationKind.Revoke)]
[Category("Component")]
public sealed class SmtpWalkTests(OperationKind kind) : CrashWalk
{
    private static readonly Dictionary<OperationKind, string[]> EffectsByKind = new()
    {
        [OperationKind.Rotate] =
        [
            "begin",
            "stage write mail-1.staged", "stage commit",
            "install edit previous", "install edit current", "install commit",
            "verify commit",
            "promote record", "promote write mail-1", "promote edit current", "promote edit previous", "promote commit",
            "clean_up end mail-1.staged", "clean_up destroy mail-1.staged", "clean_up commit",
        ],
        [OperationKind.Retire] =
        [
            "begin",
            "retire edit current", "retire edit previous", "retire commit",
            "prove edit previous", "prove edit current", "prove edit current", "prove edit previous", "prove commit",
            "clean_up end mail-1.staged", "clean_up destroy mail-1.staged", "clean_up destroy mail-1", "clean_up commit",
        ],
        [OperationKind.Revoke] =
        [
            "begin",
            "remove edit current", "remove edit previous", "remove end sessions of admin", "remove commit",
            "prove edit previous", "prove edit current", "prove edit current", "prove edit previous", "prove commit",
            "destroy end mail-1", "destroy destroy mail-1", "destroy end mail-1.staged", "destroy destroy mail-1.staged", "destroy commit",
        ],
    };

    private protected override TestSshServerOptions ServerOptions => new() { HasMail = true };

    private protected override IReadOnlyList<string> Effects => EffectsByKind[kind];

    private protected override async Task<Tenant?> PrepareAsync()
    {
        var account = await MailAccount.IssuedAsync(World);
        if (kind == OperationKind.Retire)
        {
            await account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1));
        }

        return account.Tenant;
    }

    private protected override async Task<Tenant> StartAsync(MortalInstance mortal, Tenant? tenant, Database database)
    {
        var account = new MailAccount(World, tenant!);
        var retiring = (await account.VersionsAsync()).SingleOrDefault(version => version.Is(VersionState.Retiring));
        await account.StartAsync(kind, TimeSpan.FromHours(1), kind == OperationKind.Retire ? retiring!.VersionId : null, database);
        return tenant!;
    }

    private protected override async Task AssertEndedWellAsync(Tenant tenant, Guid operation, string death)
    {
        var account = new MailAccount(World, tenant);
        await account.SucceededAsync(operation);
        await account.IdleAsync();
        (string[] States, string[] Entries, int Held) expected = kind switch
        {
            OperationKind.Rotate => (["retiring", "current"], ["current current", "previous retiring"], 2),
            OperationKind.Retire => (["retired", "current"], ["current current"], 1),
            _ => (["revoked"], [], 0),
        };
        Assert.That(await account.StatesAsync(), Is.EqualTo(expected.States), death);
        Assert.That(await account.EntriesAsync(), Is.EqualTo(expected.Entries), death);
        Assert.That(await account.HeldAsync(), Is.EqualTo((expected.Held, 0)), death);
        if (expected.Held > 0)
        {
            await new MailPrograms(World.Server).AnswerAsync(account.Username, await account.PasswordAsync(), MailPrograms.Everywhere);
        }
    }
}
