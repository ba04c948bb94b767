namespace PenguinMails.Portal.Pages;

internal static class PageEndpoints
{
    /// <summary>Addresses that show the application, which then decides what is there. The gateway forwards the same ones.</summary>
    private static readonly string[] Addresses = ["/", "/sign-in", "/invitations/{**rest}", "/dashboard/{**rest}", "/admin/{**rest}", "/account/{**rest}"];

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        foreach (var address in Addresses)
        {
            routes.MapMethods(address, Methods, (HttpContext context, PageFiles files) => files.SendAsync(context, "index.html")).AllowAnonymous().ExcludeFromDescription();
        }

        routes.MapMethods("/assets/{name}", Methods, (string name, HttpContext context, PageFiles files) => files.SendAsync(context, "assets/" + name))
            .AllowAnonymous().ExcludeFromDescription();
    }
}
