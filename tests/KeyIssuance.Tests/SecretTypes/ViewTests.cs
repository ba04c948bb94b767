using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>Each view of a tenant's credentials is on record when it is answered, however many come at once.</summary>
[Category("Component")]
public sealed class ViewTests : SharedWorldTests
{
    private const string Recorded =
        """
        select count(*)::int from outbox_message, jsonb_array_elements(body::jsonb -> 'records') record
        where message_type like '%.AuditRecordedTogether' and record ->> 'action' = 'ssh_key.view' and record ->> 'outcome' = 'success'
          and record #>> '{actor,user}' = @user
        """;

    [Test]
    public async Task Views_ManyAtOnce_AreEachOnRecordWhenTheyAreAnswered()
    {
        var tenants = new[] { await (await World.EnrolAsync()).IssuedAsync(), await (await World.EnrolAsync()).IssuedAsync() };
        var callers = tenants.Select(tenant => CallerOf(tenant.Id, $"owner@{tenant.Id}.example")).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var (tenant, caller) = (tenants[number % 2], callers[number % 2]);
            var seen = (await World.Credentials.ViewAsync(caller, default))!;
            Assert.That((seen.TenantId, seen.Status), Is.EqualTo((tenant.Id, "active")));
            Assert.That(seen.KeyFingerprint, Is.Not.Null);
            Assert.That(seen.RotationHistory, Has.Count.EqualTo(1));
        }));

        foreach (var caller in callers)
        {
            Assert.That(await World.CountAsync(Recorded, new { user = caller.Email }), Is.EqualTo(100));
        }

        var messages = await World.CountAsync("select count(*)::int from outbox_message where message_type like '%.AuditRecordedTogether'", new { });
        Assert.That(messages, Is.LessThan(100), "views that wait together are one message");
    }

    [Test]
    public async Task View_OfATenantWithoutAServer_IsNull()
    {
        var caller = CallerOf(Guid.CreateVersion7(), "nobody@example.test");
        Assert.That(await World.Credentials.ViewAsync(caller, default), Is.Null);
        Assert.That(await World.CountAsync(Recorded, new { user = caller.Email }), Is.Zero);
    }

    [Test]
    public async Task Views_SomeOfTenantsWithoutAServer_RecordTheOthersOnce()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var known = CallerOf(tenant.Id, $"owner@{tenant.Id}.example");
        var unknown = CallerOf(Guid.CreateVersion7(), $"nobody@{tenant.Id}.example");

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            var seen = await World.Credentials.ViewAsync(number % 10 == 0 ? unknown : known, default);
            Assert.That(seen?.TenantId, number % 10 == 0 ? Is.Null : Is.EqualTo(tenant.Id));
        }));

        Assert.That(await World.CountAsync(Recorded, new { user = known.Email }), Is.EqualTo(90));
        Assert.That(await World.CountAsync(Recorded, new { user = unknown.Email }), Is.Zero);
    }

    private static Caller CallerOf(Guid tenant, string email) =>
        new(Guid.CreateVersion7(), email, Roles.TenantOwner, tenant, Guid.CreateVersion7(), null, null);
}
