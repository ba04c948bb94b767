using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Invitations;

/// <summary>
/// How many invitations are made in a day: by a tenant's people, and to one mailbox by them or by the platform. Each can be a mail to somebody who asked
/// for none, and its answer tells whether the address is somebody's.
/// </summary>
internal sealed class InvitationBudget(IOptions<IdentityOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Counts an invitation, unless the budget is spent.</summary>
    /// <param name="transaction">Holds the lock under which people's access changes.</param>
    /// <param name="tenantId">Whose people make it; null: the platform's.</param>
    /// <param name="email">The address, normalised.</param>
    /// <returns>How long it takes until the next can be made; null when this one can.</returns>
    public async Task<TimeSpan?> SpendAsync(DatabaseTransaction transaction, Guid? tenantId, string email)
    {
        var now = time.GetUtcNow();
        var spent = new
        {
            tenantId,
            hash = EmailAddress.Hash(email),
            since = now - Day,
            beforeTenants = options.Value.InvitationsPerTenant - 1,
            beforeMailboxes = options.Value.InvitationsPerMailbox - 1,
        };
        await transaction.ExecuteAsync("delete from invitation_made where made_at <= @since", spent);
        // The one that must be a day old before there is room: a limit has as many after it.
        var oldest = await transaction.ScalarAsync<DateTimeOffset?>(
            """
            select max(made_at) from (
                (select made_at from invitation_made where tenant_id = @tenantId and made_at > @since
                order by made_at desc offset @beforeTenants limit 1)
                union all
                (select made_at from invitation_made
                where mailbox_hash = @hash and tenant_id is not distinct from @tenantId and made_at > @since
                order by made_at desc offset @beforeMailboxes limit 1)) at_limit
            """,
            spent);
        if (oldest is { } made)
        {
            return made + Day - now;
        }

        await transaction.ExecuteAsync("insert into invitation_made (tenant_id, mailbox_hash, made_at) values (@tenantId, @hash, @now)", new { tenantId, spent.hash, now });
        return null;
    }
}
