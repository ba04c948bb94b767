using System.CommandLine;
using PenguinMails.TestRun;

var projects = new Argument<string[]>("projects") { Description = "Test projects, for example Audit.Tests." };
var filter = new Option<string?>("--filter") { Description = "Which tests, as in dotnet test --filter." };
var results = new Option<string?>("--results") { Description = "Where the results go. Unset: artifacts/test-results." };
var owner = new Option<int?>("--owner") { Description = "The run ends when this process ends." };
var loggers = new Option<string[]>("--logger") { Description = "More loggers, as in dotnet test --logger." };

var command = new RootCommand("Runs test assemblies with shared servers, waiting ones beside each other.") { projects, filter, results, owner, loggers };
command.SetAction((parsed, cancellationToken) => Run.ExecuteAsync(
    new RunRequest(
        parsed.GetValue(projects)!,
        parsed.GetValue(filter),
        parsed.GetValue(results),
        parsed.GetValue(owner),
        parsed.GetValue(loggers) ?? []),
    cancellationToken));
return await command.Parse(args).InvokeAsync();
