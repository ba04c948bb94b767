namespace PenguinMails.ServiceDefaults;

/// <summary>Problems that an endpoint can answer beside those that its kind brings along.</summary>
internal sealed record ProblemsMetadata(IReadOnlyList<ProblemKind> Kinds);

/// <summary>An endpoint that answers with a secret once.</summary>
internal sealed record ShownOnceMetadata;

/// <summary>An endpoint that answers with a file.</summary>
internal sealed record FileMetadata(IReadOnlyList<string> MediaTypes);

/// <summary>What the OpenAPI document says of an endpoint and cannot read from its code.</summary>
public static class EndpointDescriptions
{
    /// <param name="operationId">The name that generated clients give to the call; unique in the whole API, never changed.</param>
    /// <param name="summary">What the call does, as one sentence without a full stop.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string operationId, string summary) =>
        endpoint.WithName(operationId).WithSummary(summary);

    /// <summary>Names the problems that come from what the endpoint does; <see cref="ProblemResponses"/> adds the general ones.</summary>
    public static RouteHandlerBuilder CanFail(this RouteHandlerBuilder endpoint, params ProblemKind[] kinds) =>
        endpoint.WithMetadata(new ProblemsMetadata(kinds));

    /// <summary>The endpoint answers 200 with a file of one of these media types.</summary>
    public static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.WithMetadata(new FileMetadata(mediaTypes));

    /// <summary>The endpoint answers 202 with a body of this type and the <c>Location</c> of its progress.</summary>
    public static RouteHandlerBuilder ProducesAccepted<TAccepted>(this RouteHandlerBuilder endpoint)
        where TAccepted : Accepted => endpoint.Produces<TAccepted>(StatusCodes.Status202Accepted);

    /// <summary>The endpoint answers 201 with a secret that is shown this once.</summary>
    public static RouteHandlerBuilder ProducesOnce<TShown>(this RouteHandlerBuilder endpoint)
        where TShown : ShownOnce => endpoint.Produces<TShown>(StatusCodes.Status201Created).WithMetadata(new ShownOnceMetadata()).CanFail(ProblemCatalog.AlreadyShown);
}
