using PenguinMails.KeyIssuance.SecretTypes.Smtp.Accounts;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp;

/// <summary>Passwords of accounts on tenants' mail servers.</summary>
internal sealed class SmtpModule : ISecretTypeModule
{
    public void Add(WebApplicationBuilder builder) => builder.Services.AddSmtp();

    public void Map(IEndpointRouteBuilder routes)
    {
        // Its calls are those of every type.
    }
}

internal static class SmtpExtensions
{
    public static void AddSmtp(this IServiceCollection services)
    {
        services.AddOptions<SmtpOptions, SmtpOptionsValidator>(SmtpOptions.Section);
        services.AddSingleton<ServerPasswordFiles>();
        services.AddSingleton<MailTrust>();
        services.AddSingleton<MailLogins>();
        services.AddSingleton<PasswordSlots>();
        services.AddSingleton<StoredPasswords>();
        services.AddSingleton<PasswordProof>();
        services.AddSingleton<SecretType, SmtpSecretType>();
    }
}
