using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Migrations;

/// <summary>A database of the build before a mailbox was one account (0012), with addresses in many forms.</summary>
[Category("Component")]
internal sealed class MailboxUpgradeTests
{
    private static readonly Guid Older = Guid.Parse("019ab000-0000-7000-8000-000000000001");
    private static readonly Guid Administrator = Guid.Parse("019ab000-0000-7000-8000-000000000002");
    private static readonly Guid Invited = Guid.Parse("019ab000-0000-7000-8000-000000000003");

    // A label with letters in several places, one with none of its own, and labels that are none.
    private static readonly (string Before, string After)[] Addresses =
    [
        ("plain@acme.example", "plain@acme.example"),
        ("dot@acme.example.", "dot@acme.example"),
        ("a\u0308@acme.example", "\u00e4@acme.example"),
        ("coded@xn--mnchen-3ya.xn--fsqu00a.example", "coded@m\u00fcnchen.\u4f8b\u5b50.example"),
        ("long@xn--hxajbheg2az3al.xn--jxalpdlp", "long@\u03c0\u03b1\u03c1\u03ac\u03b4\u03b5\u03b9\u03b3\u03bc\u03b1.\u03b4\u03bf\u03ba\u03b9\u03bc\u03ae"),
        ("none@xn--a.xn--.example", "none@xn--a.xn--.example"),
        // Read as what they decode to, these would be other domains, or none.
        ("dot@xn--com-w16s", "dot@xn--com-w16s"),
        ("dot@xn--com-fg6s", "dot@xn--com-fg6s"),
        ("twice@xn--xn--mnchen-3ya-.de", "twice@xn--xn--mnchen-3ya-.de"),
        ("twice@xn--mnchen-3ya.de", "twice@m\u00fcnchen.de"),
        ("wide@xn--bankexample-0m25d", "wide@xn--bankexample-0m25d"),
        ("wide@xn--mi7cb2al.example", "wide@xn--mi7cb2al.example"),
        ("wide@bank.example", "wide@bank.example"),
        ("dots@acme.example..", "dots@acme.example"),
        ("nothing@.", "nothing@"),
        ("spaces@\ufdfa.example", "(id)@unreadable.invalid"),
        ($"long@{new string('\ufb2c', 300)}", "(id)@unreadable.invalid"),
    ];

    [Test]
    public async Task Accounts_OfTheBuildBefore_GetOneFormAndDuplicatesEnd()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await MigratedTo.BeforeAsync(database, "0012_mailboxes.sql");
        await MigratedTo.ExecuteAsync(
            database,
            $"""
            insert into platform_user (user_id, email, password_hash, totp_secret, role, tenant_id, status, created_at) values
                ('{Older}', 'owner@b{"\u00fc"}cher.example', 'x', 'vault:v1:x', 'tenant_owner', gen_random_uuid(), 'active', now() - interval '2 days'),
                ('{Administrator}', 'owner@xn--bcher-kva.example', 'x', 'vault:v1:x', 'admin', null, 'active', now() - interval '1 day'),
                ('{Invited}', 'owner@bu{"\u0308"}cher.example.', null, null, 'operator', null, 'invited', now() - interval '3 days');
            insert into platform_user (user_id, email, role, status, created_at)
            select gen_random_uuid(), email, 'operator', 'invited', now() from unnest(array['{string.Join("', '", Addresses.Select(address => address.Before))}']) email;
            insert into session (session_id, user_id, started_at, ends_at, access_ends_at)
            values ('{Older}', '{Older}', now(), now() + interval '1 hour', now() + interval '1 hour');
            insert into invitation (user_id, token_hash, expires_at) values ('{Invited}', 'x', now() + interval '1 day');
            """);

        await using var server = await IdentityServer.StartAsync(await Platform.OnDatabaseAsync(database));

        await Eventually.Async(
            async () => await ScalarAsync<int>(server, "select count(*)::int from platform_user where duplicate_of is not null and status = 'disabled' and disabled_by_platform") == 2,
            what: "The disabled duplicates");
        Assert.That(
            await server.Database.ReadAsync(read => read.QueryAsync<string>("select replace(email, user_id::text, '(id)') from platform_user where role = 'operator' and duplicate_of is null"), default),
            Is.EquivalentTo(Addresses.Select(address => address.After)));
        Assert.That(await ScalarAsync<Guid>(server, "select user_id from platform_user where email = 'owner@b\u00fccher.example'"), Is.EqualTo(Administrator));
        Assert.That(await ScalarAsync<int>(server, "select count(*)::int from session where revoked_at is null"), Is.Zero);
        Assert.That(await ScalarAsync<int>(server, "select count(*)::int from invitation"), Is.Zero);
        Assert.That(
            (await server.OutboxAsync<AuditRecorded>()).Where(record => record.Action == "user.disable").Select(record => record.Details!["userId"]),
            Is.EquivalentTo([$"{Older}", $"{Invited}"]));
        Assert.That(
            (await server.OutboxAsync<AlertRaised>()).Select(alert => alert.DeduplicationKey),
            Is.EquivalentTo([$"identity.duplicate_account:{Older}", $"identity.duplicate_account:{Invited}"]));
        var admin = await SteppedUp.NewAsync(server, Roles.Admin);
        using var enabled = await admin.PostAsync($"/api/v1/admin/users/{Older}/enable");
        await enabled.ShouldBeProblemAsync(409, "user_exists");
    }

    private static Task<T?> ScalarAsync<T>(IdentityServer server, string sql) => server.Database.ReadAsync(read => read.ScalarAsync<T>(sql), default);
}
