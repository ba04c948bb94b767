using Microsoft.AspNetCore.Http;

namespace PenguinMails.ServiceDefaults;

/// <summary>202: the work is durable and will be done; <see cref="Location"/> leads to its progress. Its JSON is the body.</summary>
public interface IAcceptedAnswer : IResult
{
    /// <summary>Sent as <c>Location</c>, not in the body.</summary>
    string Location { get; }
}
