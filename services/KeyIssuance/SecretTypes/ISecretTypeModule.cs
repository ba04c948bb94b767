namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>Everything that a secret type adds to the service.</summary>
internal interface ISecretTypeModule
{
    /// <summary>Registers the type and its parts.</summary>
    void Add(WebApplicationBuilder builder);

    /// <summary>Maps the calls that only this type has.</summary>
    void Map(IEndpointRouteBuilder routes);
}
