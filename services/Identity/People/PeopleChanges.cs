using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Invitations;
using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.People;

/// <summary>
/// Changes people's access. One change at a time, by somebody whose own access holds at that moment: so of two who end each other's, one stays, and
/// neither the platform nor a tenant ends without anybody. Nobody changes their own. Each commits with its audit record.
/// </summary>
internal sealed class PeopleChanges(
    Database database,
    InvitationStore invitations,
    InvitationMail mail,
    SessionStore sessions,
    CallerStanding standing,
    VoucherTable vouchers,
    AdministratorAlerts administrators,
    AuditTrail trail,
    TimeProvider time)
{
    private const string Disable = "user.disable";
    private const string Enable = "user.enable";
    private const string Reset = "user.reset";
    private const long PeopleLock = 0x70656F706C65; // "people"

    public static Task LockAsync(DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("select pg_advisory_xact_lock(@PeopleLock)", new { PeopleLock });

    public async Task<PersonOutcome> InviteAsync(Caller caller, string email, string role, Guid? tenantId, CancellationToken cancellationToken)
    {
        var link = await mail.CreateLinkAsync(cancellationToken);
        return await database.InTransactionAsync<PersonOutcome>(
            async transaction =>
            {
                await LockAsync(transaction);
                if (!await standing.IsGoodAsync(transaction, caller))
                {
                    await RecordAsync(transaction, caller, "user.invite", null, tenantId, role, ProblemCatalog.Unauthenticated, reason: null);
                    return new PersonOutcome.Refused(ProblemCatalog.Unauthenticated);
                }

                var (userId, address) = (Guid.CreateVersion7(), EmailAddress.Normalise(email));
                if (!await transaction.TryAddInvitedUserAsync(userId, address, role, tenantId, time.GetUtcNow()))
                {
                    await RecordAsync(transaction, caller, "user.invite", null, tenantId, role, ProblemCatalog.UserExists, reason: null);
                    return new PersonOutcome.Refused(ProblemCatalog.UserExists);
                }

                var invitation = await invitations.CreateAsync(transaction, userId, link);
                await VouchAsync(transaction, caller, "invited", userId, address, role);
                await RecordAsync(transaction, caller, "user.invite", userId, tenantId, role, problem: null, reason: null);
                return new PersonOutcome.Invited(invitation);
            },
            cancellationToken);
    }

    /// <summary>Ends all access at once.</summary>
    public Task<PersonOutcome> DisableAsync(Caller caller, Guid userId, string reason, CancellationToken cancellationToken) => ChangeAsync(
        caller, userId, Disable, reason, endsAccess: true,
        async (transaction, _) =>
        {
            // A tenant's word does not weaken the platform's.
            await transaction.ExecuteAsync(
                "update platform_user set status = 'disabled', disabled_by_platform = disabled_by_platform or @byPlatform where user_id = @userId",
                new { userId, byPlatform = caller.TenantId is null });
            await transaction.ExecuteAsync("delete from invitation where user_id = @userId", new { userId });
            await sessions.RevokeAllAsync(transaction, userId, except: null);
            await EndWhatTheyBeganAsync(transaction, caller, userId, reason);
            return new PersonOutcome.Done();
        },
        cancellationToken);

    /// <summary>Lets somebody sign in again, who must still accept an invitation when they never did.</summary>
    public Task<PersonOutcome> EnableAsync(Caller caller, Guid userId, string reason, CancellationToken cancellationToken) => ChangeAsync(
        caller, userId, Enable, reason, endsAccess: false,
        async (transaction, _) =>
        {
            await transaction.ExecuteAsync(
                """
                update platform_user set status = case when password_hash is null then 'invited' else 'active' end, disabled_by_platform = false
                where user_id = @userId and status = 'disabled'
                """,
                new { userId });
            return new PersonOutcome.Done();
        },
        cancellationToken);

    /// <summary>Forgets the failures that hold up somebody's sign-ins, wherever they come from.</summary>
    public Task<PersonOutcome> UnlockAsync(Caller caller, Guid userId, string reason, CancellationToken cancellationToken) => ChangeAsync(
        caller, userId, "user.unlock", reason, endsAccess: false,
        async (transaction, person) =>
        {
            await transaction.ExecuteAsync(
                "update sign_in_throttle set failures = '{}', level = 0, paused_until = null where account_hash = @hash",
                new { hash = EmailAddress.Hash(person.Email) });
            return new PersonOutcome.Done();
        },
        cancellationToken);

    /// <summary>Takes password and authenticator away and gives a new invitation.</summary>
    public async Task<PersonOutcome> ResetAsync(Caller caller, Guid userId, string reason, CancellationToken cancellationToken)
    {
        var link = await mail.CreateLinkAsync(cancellationToken);
        return await ChangeAsync(caller, userId, Reset, reason, endsAccess: true, ReinviteAsync, cancellationToken);

        async Task<PersonOutcome> ReinviteAsync(DatabaseTransaction transaction, PersonRow person)
        {
            await transaction.ExecuteAsync(
                "update platform_user set status = 'invited', password_hash = null, totp_secret = null where user_id = @userId", new { userId });
            await sessions.RevokeAllAsync(transaction, userId, except: null);
            await EndWhatTheyBeganAsync(transaction, caller, userId, reason);
            await VouchAsync(transaction, caller, "reset", userId, person.Email, person.Role);
            return new PersonOutcome.Invited(await invitations.CreateAsync(transaction, userId, link));
        }
    }

    /// <summary>
    /// What somebody began who has lost their access does not go on: nobody comes in by a link of theirs, and nobody approves what they requested.
    /// </summary>
    private async Task EndWhatTheyBeganAsync(DatabaseTransaction transaction, Caller caller, Guid userId, string reason)
    {
        foreach (var invitation in await InvitationStore.WithdrawAsync(transaction, userId))
        {
            await RecordAsync(transaction, caller, "invitation.withdraw", invitation.UserId, invitation.TenantId, invitation.Role, problem: null, reason);
        }

        await transaction.PublishAsync(new AccessEnded(userId, time.GetUtcNow()));
    }

    private async Task VouchAsync(DatabaseTransaction transaction, Caller caller, string change, Guid userId, string email, string role)
    {
        await vouchers.VouchAsync(transaction, userId, caller.UserId);
        if (role == Roles.Admin)
        {
            await administrators.RaiseAsync(transaction, caller, change, userId, email);
        }
    }

    private Task<PersonOutcome> ChangeAsync(
        Caller caller,
        Guid userId,
        string action,
        string reason,
        bool endsAccess,
        Func<DatabaseTransaction, PersonRow, Task<PersonOutcome>> change,
        CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await LockAsync(transaction);
            // Tenant users see their own tenant's people only; for them everybody else does not exist.
            var person = await transaction.QuerySingleOrDefaultAsync<PersonRow>(
                "select email as Email, role as Role, tenant_id as TenantId, status as Status, disabled_by_platform as DisabledByPlatform from platform_user where user_id = @userId for update",
                new { userId });
            if (person is null || (caller.TenantId is { } tenant && person.TenantId != tenant))
            {
                return new PersonOutcome.Refused(ProblemCatalog.NotFound);
            }

            var dependsUntil = await DependsUntilAsync(transaction, caller, userId);
            var problem = !await standing.IsGoodAsync(transaction, caller) ? ProblemCatalog.Unauthenticated
                : userId == caller.UserId ? ProblemCatalog.SelfApproval
                : endsAccess && await IsLastAdministratorAsync(transaction, userId, person) ? ProblemCatalog.LastAdministrator
                : action == Enable && person.DisabledByPlatform && caller.TenantId is not null ? ProblemCatalog.DisabledByPlatform
                : action == Reset && person.Status == UserStatuses.Disabled ? ProblemCatalog.UserDisabled
                : action != Disable && dependsUntil is not null ? ProblemCatalog.NotIndependent
                : null;
            var outcome = problem is null ? await change(transaction, person)
                : new PersonOutcome.Refused(problem, problem == ProblemCatalog.NotIndependent ? Independence.NextStep(dependsUntil!.Value) : null);
            await RecordAsync(transaction, caller, action, userId, person.TenantId, person.Role, problem, reason);
            return outcome;
        },
        cancellationToken);

    /// <summary>Until when the person may be the one behind the caller's account: they, or whoever they invited or reset, made it.</summary>
    private async Task<DateTimeOffset?> DependsUntilAsync(DatabaseTransaction transaction, Caller caller, Guid userId) =>
        (await vouchers.OfAsync(transaction, caller.UserId))
            .Where(voucher => voucher.UserId == userId || voucher.UserId == Voucher.Unknown)
            .Select(voucher => (DateTimeOffset?)voucher.Until)
            .Max();

    private static async Task<bool> IsLastAdministratorAsync(DatabaseTransaction transaction, Guid userId, PersonRow person) =>
        person is { Role: Roles.Admin, Status: UserStatuses.Active } && !await transaction.ScalarAsync<bool>(
            "select exists (select from platform_user where role = 'admin' and status = 'active' and user_id <> @userId)", new { userId });

    private Task RecordAsync(
        DatabaseTransaction transaction, Caller caller, string action, Guid? userId, Guid? tenantId, string role, ProblemKind? problem, string? reason) =>
        trail.RecordAsync(transaction, caller.Actor, new AuditEntry(action, problem is null ? AuditOutcomes.Success : AuditOutcomes.Refused)
        {
            TenantId = tenantId,
            Code = problem?.Code,
            Reason = reason,
            Details = userId is null
                ? new(StringComparer.Ordinal) { ["role"] = role }
                : new(StringComparer.Ordinal) { ["userId"] = $"{userId}", ["role"] = role },
        });

    private sealed record PersonRow(string Email, string Role, Guid? TenantId, string Status, bool DisabledByPlatform);
}
