using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.People;

/// <summary>What a list of people is narrowed to.</summary>
internal sealed record PersonFilter(string? Search, string? Role, string? Status, Guid? TenantId)
{
    public static PersonFilter Parse(string? search, string? role, string? status, string? tenantId, FieldErrors errors)
    {
        errors
            .Require((search?.Length ?? 0) <= EmailAddress.MaxLength, "search", $"Must have at most {EmailAddress.MaxLength} characters.")
            .RequireOneOf(role, Roles.All, "role")
            .RequireOneOf(status, UserStatuses.All, "status")
            .Require(tenantId is null || Guid.TryParse(tenantId, out _), "tenantId", "Must be a UUID.");
        return new PersonFilter(search, role, status, Guid.TryParse(tenantId, out var tenant) ? tenant : null);
    }
}

internal static class PersonList
{
    // As ThrottleScopes names the counter of an address for sources that are new to it.
    private const string People =
        """
        (select user_id, email, role, tenant_id, last_sign_in_at, created_at,
            (select case when @forPlatform or inviter.tenant_id is not null then inviter.email else '(administrator)' end
            from platform_user inviter where inviter.user_id = invited.vouched_by) as invited_by,
            case when status = 'active' and exists (
                select from sign_in_throttle
                where key = sha256(convert_to(E'account\n' || email, 'UTF8')) and paused_until > @now) then 'locked' else status end as status
        from platform_user invited) person
        where (@Search::text is null or strpos(email, lower(@Search)) > 0)
            and (@Role::text is null or role = @Role) and (@Status::text is null or status = @Status) and (@TenantId::uuid is null or tenant_id = @TenantId)
        """;

    public static Task<PageOf<Person>> ReadPeopleAsync(this DatabaseTransaction read, PersonFilter filter, Page page, bool forPlatform, DateTimeOffset now) =>
        page.ReadAsync<Person>(
            read,
            """
            user_id as UserId, email as Email, role as Role, tenant_id as TenantId, status as Status, last_sign_in_at as LastSignIn,
            created_at as CreatedAt, invited_by as InvitedBy
            """,
            People,
            "email",
            new { filter.Search, filter.Role, filter.Status, filter.TenantId, forPlatform, now });
}
