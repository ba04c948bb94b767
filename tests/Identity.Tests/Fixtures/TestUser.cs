using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>A user of one test.</summary>
internal sealed record TestUser(Guid UserId, string Email, string Password, byte[] Secret, string Role, Guid? TenantId)
{
    public string CodeAt(long step) => Totp.Code(Secret, step);

    /// <summary>A code that is no step's around this one.</summary>
    public string WrongCode(long step) => Enumerable.Range(0, 100)
        .Select(number => number.ToString("D6"))
        .First(code => Enumerable.Range(-2, 5).All(offset => CodeAt(step + offset) != code));
}
