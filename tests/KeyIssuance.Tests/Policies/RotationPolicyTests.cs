using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Policies;

/// <summary>The grace periods that Rotation decides hold for every rotation, in whatever order its events come.</summary>
[Category("Component")]
public sealed class RotationPolicyTests : SharedWorldTests
{
    [Test]
    public async Task Rotate_GraceOfRequestOverrideTypeAndOption_TheNearestHolds()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        Assert.That(await GraceAsync(tenant), Is.EqualTo(TimeSpan.FromHours(24)), "the option");

        await HearAsync(Policy(version: 5, TimeSpan.FromHours(5)));
        Assert.That(await GraceAsync(tenant), Is.EqualTo(TimeSpan.FromHours(5)), "the type's policy");

        await HearAsync(Policy(version: 6, TimeSpan.FromHours(6), tenant.Id), Policy(version: 4, TimeSpan.FromHours(4)), Policy(version: 7, TimeSpan.FromHours(7), Guid.CreateVersion7()));
        Assert.That(await GraceAsync(tenant), Is.EqualTo(TimeSpan.FromHours(6)), "the tenant's override");
        Assert.That(await GraceAsync(tenant, TimeSpan.FromHours(1)), Is.EqualTo(TimeSpan.FromHours(1)), "the request's own");

        await HearAsync(Policy(version: 9, TimeSpan.FromHours(9), tenant.Id) with { IsRemoved = true }, Policy(version: 8, TimeSpan.FromHours(8), tenant.Id));
        Assert.That(await GraceAsync(tenant), Is.EqualTo(TimeSpan.FromHours(5)), "an older event does not bring the override back");

        await HearAsync(Policy(version: 10, TimeSpan.FromHours(10), tenant.Id));
        Assert.That(await GraceAsync(tenant), Is.EqualTo(TimeSpan.FromHours(10)), "a new override does");
    }

    private static RotationPolicyChanged Policy(long version, TimeSpan grace, Guid? tenantId = null) =>
        new(Contracts.SecretTypes.Ssh, tenantId, IsRemoved: false, grace, version, DateTimeOffset.UnixEpoch);

    /// <summary>Publishes events, and returns when the service has handled them.</summary>
    private async Task HearAsync(params RotationPolicyChanged[] events)
    {
        var before = await HeardAsync();
        await World.HearFromRotationAsync(events);
        await Eventually.Async(async () => await HeardAsync() == before + events.Length, what: "The handling of the policies");
    }

    private Task<int> HeardAsync() =>
        World.CountAsync("select count(*)::int from inbox_message where consumer = 'RotationPolicyChangedConsumer'", new { });

    /// <summary>Rotates, and sees how long the replaced key works by its line on the server.</summary>
    private async Task<TimeSpan> GraceAsync(Tenant tenant, TimeSpan? asked = null)
    {
        var old = await tenant.CurrentAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: asked);
        await tenant.AssertConsistentAsync("rotated");
        var (promotedAt, graceEndsAt) = (await World.Database.ReadAsync(
            read => read.QuerySingleOrDefaultAsync<Grace>(
                """
                select c.promoted_at as "PromotedAt", p.grace_ends_at as "GraceEndsAt" from secret_version p join secret_version c using (secret_id)
                where p.version_id = @VersionId and c.state = 'current'
                """,
                new { old.VersionId }),
            default))!;
        Assert.That(await tenant.AuthorizedKeysAsync(), Does.Contain($"expiry-time=\"{graceEndsAt:yyyyMMddHHmmss}Z\""));
        // Promotion follows within seconds of fixing the end, and tests do not wait for hours.
        return TimeSpan.FromHours(Math.Round((graceEndsAt - promotedAt).TotalHours));
    }

    private sealed record Grace(DateTimeOffset PromotedAt, DateTimeOffset GraceEndsAt);
}
