using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Signing;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.TenantAccess;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim;

/// <summary>Keys that sign a domain's mail.</summary>
internal sealed class DkimModule : ISecretTypeModule
{
    public void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DkimOptions>().BindConfiguration("KeyIssuance:Dkim").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DkimOptions>, DkimOptionsValidator>();
        builder.Services.AddSingleton<NameServers>();
        builder.Services.AddSingleton<ZoneFinder>();
        builder.Services.AddSingleton<ZoneUpdater>();
        builder.Services.AddSingleton<RecordObserver>();
        builder.Services.AddSingleton<DkimRecords>();
        builder.Services.AddSingleton<Publication>();
        builder.Services.AddSingleton<MailSigner>();
        builder.Services.AddSingleton<DomainSigning>();
        builder.Services.AddSingleton<SignatureCheck>();
        builder.Services.AddSingleton<SigningProof>();
        builder.Services.AddSingleton<SecretType, DkimSecretType>();
        builder.Services.AddSingleton<RecordUpkeep>();
        builder.Services.AddHostedService<RecordWatch>();
        builder.Services.AddSingleton<DkimQuery>();
        builder.Services.AddSingleton<DkimChecks>();
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapDkim();
}
