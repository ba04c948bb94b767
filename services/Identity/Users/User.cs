namespace PenguinMails.Identity.Users;

/// <summary>A person who may sign in.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">The address, lower case.</param>
/// <param name="PasswordHash">ASP.NET Core Identity's format, which names its own parameters.</param>
/// <param name="TotpSecret">Cipher text of Vault's transit key <c>identity</c>.</param>
/// <param name="Role">One of <see cref="ServiceDefaults.Roles"/>.</param>
/// <param name="TenantId">The tenant of a tenant user, null for everybody else.</param>
/// <param name="LastTotpStep">The last TOTP step whose code was accepted.</param>
internal sealed record User(
    Guid UserId, string Email, string PasswordHash, string TotpSecret, string Role, Guid? TenantId, long LastTotpStep)
{
    public override string ToString() => $"user {UserId}";
}

/// <summary>A user as answers show it.</summary>
/// <param name="Email">The address.</param>
/// <param name="Role">The role.</param>
/// <param name="TenantId">The tenant of a tenant user.</param>
public sealed record UserView(string Email, [property: OneOf(typeof(Roles))] string Role, Guid? TenantId);
