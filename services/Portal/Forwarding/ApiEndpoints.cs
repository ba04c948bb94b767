namespace PenguinMails.Portal.Forwarding;

/// <summary>
/// The part of the API that pages call, below <c>/portal</c>. Authentication is not among it, except for invitations: its answers hold tokens.
/// </summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiTransformer.Prefix + "/api/v1").AllowAnonymous().ExcludeFromDescription();
        api.Map("/tenant/{**rest}", WithSessionAsync);
        api.Map("/admin/{**rest}", WithSessionAsync);
        api.Map("/notifications/{**rest}", WithSessionAsync);
        api.MapGet("/auth/invitations/{token}", WithoutSessionAsync);
        api.MapPost("/auth/invitations/{token}/accept", WithoutSessionAsync);
    }

    private static Task WithSessionAsync(HttpContext context, ApiForwarder forwarder) => forwarder.ForwardAsync(context);

    private static Task WithoutSessionAsync(HttpContext context, ApiForwarder forwarder) => forwarder.ForwardWithoutSessionAsync(context);
}
