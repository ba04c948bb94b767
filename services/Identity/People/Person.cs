using System.ComponentModel.DataAnnotations;
using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.People;

/// <summary>Somebody who has, had or may get access.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">The address.</param>
/// <param name="Role">The role.</param>
/// <param name="TenantId">The tenant of a tenant user.</param>
/// <param name="Status">Whether they can sign in.</param>
/// <param name="LastSignIn">When they last signed in.</param>
/// <param name="CreatedAt">When they were first invited.</param>
/// <param name="InvitedBy">Who last invited or reset them; <c>(administrator)</c> where a tenant sees somebody of the platform.</param>
public sealed record Person(
    Guid UserId,
    string Email,
    [property: OneOf(typeof(Roles))] string Role,
    Guid? TenantId,
    [property: OneOf(typeof(UserStatuses))] string Status,
    DateTimeOffset? LastSignIn,
    DateTimeOffset CreatedAt,
    string? InvitedBy);

/// <summary>An invitation to the platform or to a tenant.</summary>
/// <param name="Email">Whom.</param>
/// <param name="Role">As what; not <c>service</c>.</param>
/// <param name="TenantId">The tenant, for tenant_owner and tenant_admin only.</param>
[Example("""{"email":"new@acme.example","role":"tenant_admin","tenantId":"550e8400-e29b-41d4-a716-446655440000"}""")]
public sealed record PersonInvitation(
    [property: MaxLength(EmailAddress.MaxLength)] string Email, [property: OneOf(typeof(Roles))] string Role, Guid? TenantId = null)
{
    internal FieldErrors Validate()
    {
        var isOfTenant = Role is Roles.TenantOwner or Roles.TenantAdmin;
        return RequireEmail(new FieldErrors(), Email)
            .RequireOneOf(Role, [.. Roles.All.Where(role => role != Roles.Service)], "role")
            .Require(isOfTenant || TenantId is null, "tenantId", "Only tenant_owner and tenant_admin belong to a tenant.")
            .Require(!isOfTenant || (TenantId is { } tenant && tenant != Guid.Empty), "tenantId", "Name the tenant.");
    }

    internal static FieldErrors RequireEmail(FieldErrors errors, string email) =>
        errors.Require(EmailAddress.IsPlausible(email) && EmailAddress.IsReachable(email), "email", $"Must be an e-mail address of at most {EmailAddress.MaxLength} characters.");
}

/// <summary>An invitation to the caller's own tenant.</summary>
/// <param name="Email">Whom.</param>
/// <param name="Role">As what.</param>
[Example("""{"email":"new@acme.example","role":"tenant_admin"}""")]
public sealed record ColleagueInvitation(
    [property: MaxLength(EmailAddress.MaxLength)] string Email, [property: OneOf(Roles.TenantOwner, Roles.TenantAdmin)] string Role)
{
    internal FieldErrors Validate() => PersonInvitation.RequireEmail(new FieldErrors(), Email).RequireOneOf(Role, [Roles.TenantOwner, Roles.TenantAdmin], "role");
}

/// <summary>Why somebody's access is changed.</summary>
/// <param name="Reason">Kept in the audit ledger.</param>
[Example("""{"reason":"left the company"}""")]
public sealed record PersonChange([property: MaxLength(FieldErrors.MaxReasonLength)] string Reason);
