using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Invitations;
using PenguinMails.Identity.People;

namespace PenguinMails.Identity.Commands;

/// <summary><c>create-first-admin {email}</c>: invites an administrator and prints the link, while nobody has ever become one.</summary>
internal sealed class CreateFirstAdmin(Database database, InvitationStore invitations, AuditTrail trail, TimeProvider time) : ICommand
{
    public const string Name = "create-first-admin";

    private static readonly (bool IsDone, string Text) Usage = (false, $"Usage: {Name} address@example.com");

    public async Task<(bool IsDone, string Text)> RunAsync(string[] args, CancellationToken cancellationToken) =>
        args is [var email] && EmailAddress.IsPlausible(email) && EmailAddress.IsReachable(email)
            ? await database.InTransactionAsync(
                async transaction => await EmailAddress.NormaliseAsync(transaction, email) is { } address ? await InviteAsync(transaction, address) : Usage, cancellationToken)
            : Usage;

    private async Task<(bool IsDone, string Text)> InviteAsync(DatabaseTransaction transaction, string email)
    {
        await PeopleChanges.LockAsync(transaction);
        if (await transaction.ScalarAsync<bool>("select exists (select from platform_user where role = 'admin' and status <> 'invited')"))
        {
            return (false, "There is an administrator. Administrators invite others: POST /api/v1/admin/users.");
        }

        await transaction.TryAddInvitedUserAsync(Guid.CreateVersion7(), email, Roles.Admin, tenantId: null, time.GetUtcNow());
        var userId = await transaction.ScalarAsync<Guid?>(
            "select user_id from platform_user where email = @email and role = 'admin' and status = 'invited'", new { email });
        if (userId is not { } invited)
        {
            return (false, "This address belongs to somebody who is no administrator.");
        }

        var invitation = await invitations.CreateAsync(transaction, invited);
        await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("user.invite", AuditOutcomes.Success)
        {
            Details = new(StringComparer.Ordinal) { ["userId"] = $"{invited}", ["role"] = Roles.Admin, ["by"] = Name },
        });
        return (true, invitation.InvitationUrl);
    }
}
