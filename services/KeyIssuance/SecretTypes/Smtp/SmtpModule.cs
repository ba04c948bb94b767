using PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp;

/// <summary>Passwords of accounts on tenants' mail servers.</summary>
internal sealed class SmtpModule : ISecretTypeModule
{
    public void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SmtpOptions, SmtpOptionsValidator>(SmtpOptions.Section);
        builder.Services.AddSingleton<ServerPasswordFiles>();
        builder.Services.AddSingleton<MailTrust>();
        builder.Services.AddSingleton<MailLogins>();
        builder.Services.AddSingleton<PasswordSlots>();
        builder.Services.AddSingleton<StoredPasswords>();
        builder.Services.AddSingleton<PasswordProof>();
        builder.Services.AddSingleton<SecretType, SmtpSecretType>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        // Its calls are those of every type.
    }
}
