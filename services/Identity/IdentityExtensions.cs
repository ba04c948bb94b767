using PenguinMails.Identity.ApiKeys;
using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Deliveries;
using PenguinMails.Identity.Development;
using PenguinMails.Identity.Invitations;
using PenguinMails.Identity.Notifications;
using PenguinMails.Identity.People;
using PenguinMails.Identity.ServiceClients;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.SignIn;
using PenguinMails.Identity.SigningKeys;
using PenguinMails.Identity.Throttling;
using PenguinMails.Identity.Webhooks;

namespace PenguinMails.Identity;

internal static class IdentityExtensions
{
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        builder.AddPostgres("identity", typeof(IdentityExtensions).Assembly);
        builder.AddMessaging("identity", consumers => consumers.Command<NotifyTenant, NotifyTenantConsumer>());

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

        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<ITokenKeys>(provider => provider.GetRequiredService<SigningKeyStore>());
        services.AddHealthChecks().AddCheck<TokenKeysHealthCheck>(TokenKeysHealthCheck.Name);
        services.AddSingleton<TokenSigner>();
        services.AddSingleton<SigningKeyUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<SigningKeyUpkeep>());

        services.AddSingleton<InvitationStore>();
        services.AddSingleton<InvitationBudget>();
        services.AddSingleton<InvitationMail>();
        services.AddSingleton<InvitationAcceptance>();
        services.AddSingleton<PeopleChanges>();
        services.AddHostedService<DuplicateAccounts>();
        services.AddSingleton<CallerStanding>();
        services.AddSingleton<VoucherTable>();
        services.AddSingleton<AdministratorAlerts>();
        services.AddSingleton<PeopleView>();
        services.AddSingleton<ServiceSignIn>();
        services.AddSingleton<StepUpTokens>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<KeyProof>();
        services.AddHttpClient(KeyProof.ClientName, client => client.Timeout = KeyProof.Timeout);
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionRecords>();
        services.AddSingleton<RevokedSessionTable>();
        services.AddSingleton<IRevokedSessions>(provider => provider.GetRequiredService<RevokedSessionTable>());
        services.AddHostedService<SessionSweep>();
        services.AddNotifications();
        if (builder.Configuration.GetValue<bool>($"{IdentityOptions.Section}:{nameof(IdentityOptions.SeedDevelopmentUsers)}"))
        {
            services.AddSingleton<DevelopmentUserSeeding>();
            services.AddHostedService(provider => provider.GetRequiredService<DevelopmentUserSeeding>());
            services.AddHealthChecks().AddCheck<DevelopmentUserSeeding>("development-users");
        }
    }

    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapSessions();
        routes.MapServiceTokens();
        routes.MapKeyTokens();
        routes.MapInvitations();
        routes.MapPeople();
        routes.MapNotifications();
        routes.MapWebhooks();
        routes.MapRevokedSessions();
        routes.MapPublishedKeys();
    }
}
