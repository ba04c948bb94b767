using PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;
using PenguinMails.Ssh.SshNet;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh;

/// <summary>SSH keys of tenants' servers.</summary>
internal sealed class SshModule : ISecretTypeModule
{
    public void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SshKeyOptions>().BindConfiguration("KeyIssuance:Ssh").ValidateDataAnnotations()
            .Validate(options => Enum.IsDefined(options.KeyType), "KeyIssuance:Ssh:KeyType must be Ed25519 or Rsa4096.")
            .ValidateOnStart();
        builder.AddSsh();
        builder.Services.AddSingleton<ControlProof>();
        builder.Services.AddSingleton<EndOfGrace>();
        builder.Services.AddSingleton<SecretType, SshSecretType>();
        builder.Services.AddSingleton<SshCredentialsQuery>();
        builder.Services.AddSingleton<PrivateKeyDownload>();
        builder.Services.AddHostedService<DeliveredKeys>();
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapTenantSshAccess();
}
