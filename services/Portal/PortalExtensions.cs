using PenguinMails.Portal.Configuration;
using PenguinMails.Portal.Forwarding;
using PenguinMails.Portal.Pages;
using PenguinMails.Portal.Protection;
using PenguinMails.Portal.Sessions;
using PenguinMails.Portal.SignIn;

namespace PenguinMails.Portal;

internal static class PortalExtensions
{
    public static void AddPortal(this WebApplicationBuilder builder)
    {
        builder.AddPostgresWithoutMessages("portal", typeof(PortalExtensions).Assembly);
        var services = builder.Services;
        services.AddOptions<PortalOptions, PortalOptionsValidator>(PortalOptions.Section);
        // Browsers come with a session cookie. A token in a request is not for this service.
        services.AddNoTokens();

        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<EndedSessions>();
        services.AddSingleton<RefreshClaims>();
        services.AddSingleton<TokenRefresh>();
        services.AddSingleton<SessionTokens>();
        services.AddHostedService<SessionSweep>();
        services.AddSingleton<SessionEnd>();
        services.AddSingleton<UntoldSignOuts>();
        services.AddHostedService(provider => provider.GetRequiredService<UntoldSignOuts>());
        services.AddSingleton<SignOut>();
        services.AddGatewayClient();
        services.AddHttpForwarder();
        builder.Logging.AddFilter("Yarp", LogLevel.Warning); // it logs addresses, and those of invitations are secret
        services.AddSingleton<ApiForwarder>();
        services.AddSingleton<PageFiles>();
    }

    /// <summary>What every request passes before it reaches an endpoint.</summary>
    public static void UsePortalRules(IApplicationBuilder app)
    {
        app.Use(SecurityHeaders.InvokeAsync);
        app.UseMiddleware<AntiForgery>();
    }

    public static void MapPortal(this IEndpointRouteBuilder routes)
    {
        routes.MapSessions();
        routes.MapApi();
        routes.MapPages();
    }
}
