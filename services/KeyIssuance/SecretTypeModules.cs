using PenguinMails.KeyIssuance.SecretTypes.Dkim;
using PenguinMails.KeyIssuance.SecretTypes.Smtp;
using PenguinMails.KeyIssuance.SecretTypes.Ssh;

namespace PenguinMails.KeyIssuance;

/// <summary>The one place outside a type's folder that names it.</summary>
internal static class SecretTypeModules
{
    public static IReadOnlyList<ISecretTypeModule> All { get; } = [new SshModule(), new DkimModule(), new SmtpModule()];
}
