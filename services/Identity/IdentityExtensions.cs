using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Development;
using PenguinMails.Identity.KeyRing;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.Throttling;

namespace PenguinMails.Identity;

internal static class IdentityExtensions
{
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        builder.AddPostgres("identity", typeof(IdentityExtensions).Assembly);
        builder.AddMessaging("identity");

        var services = builder.Services;
        services.AddOptions<IdentityOptions>().BindConfiguration(IdentityOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();

        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<Decoy>();
        services.AddSingleton<CredentialCheck>();
        services.AddSingleton<PasswordCheckGate>();
        services.AddSingleton<ThrottleScopes>();
        services.AddSingleton<AttemptThrottle>();
        services.AddSingleton<AttemptRecords>();
        services.AddSingleton<SignInVerifier>();

        services.AddSingleton<AccessTokens>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionRecords>();
        services.AddSingleton<RevokedSessionTable>();
        services.AddSingleton<IRevokedSessions>(provider => provider.GetRequiredService<RevokedSessionTable>());
        services.AddHostedService<SessionSweep>();
        services.AddHostedService<KeyRingUpkeep>();
        if (builder.Configuration.GetValue<bool>($"{IdentityOptions.Section}:{nameof(IdentityOptions.SeedDevelopmentUsers)}"))
        {
            services.AddSingleton<DevelopmentUserSeeding>();
            services.AddHostedService(provider => provider.GetRequiredService<DevelopmentUserSeeding>());
            services.AddHealthChecks().AddCheck<DevelopmentUserSeeding>("development-users");
        }
    }
}
