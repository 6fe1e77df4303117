// curso (course): the notebooks, copied to a folder and opened in JupyterLab.
#include "afina/workflow/course.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/commands/commands.h"
#include "cli/jupyter.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

class Course : public Command {
 public:
  std::string_view name() const override { return "curso"; }
  std::string_view alias() const override { return "course"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es
               ? "El curso: copia los cuadernos en una carpeta y los abre en el navegador. También «afina course»."
               : "The course: copies the notebooks to a folder and opens them in the browser. Also \"afina curso\".";
  }
  std::string_view example() const override {
    return language() == Lang::en ? "afina course my-course" : "afina curso mi-curso";
  }
  void declare(Arguments& a) override {
    a.positional(&request_.folder, "FOLDER",
                 {"folder", "Carpeta del curso (vacío: curso-afina; en inglés, afina-course).",
                  "The course's folder (empty: afina-course; in Spanish, curso-afina)."},
                 false);
    a.flag(no_open_, {"no-open", "Copia los cuadernos y no abre nada.", "Copies the notebooks and opens nothing."});
    a.flag(request_.fresh, {"fresh", "Pone una copia nueva al lado de cada archivo que cambiaste.",
                            "Puts a new copy beside each file that you changed."});
  }
  int run(Session& session) override {
    const std::string python = no_open_ ? "" : python_for_notebooks(session);
    const workflow::CourseCopy copy = workflow::copy_course(request_);
    if (session.json)
      print_json(workflow::to_json(copy));
    else
      tell(copy);
    if (no_open_) return kDone;
    session.control.message(text("cli.course_opening"));
    flush_output();
    open_notebook(session, python, copy.folder / copy.first, workflow::course_settings(copy));
    session.control.message(text("cli.course_closed"));
    return kDone;
  }

 private:
  void tell(const workflow::CourseCopy& copy) const {
    const std::string folder = copy.folder.string();
    print("{}\n", text("cli.course_copied", {{"folder", folder}, {"files", std::to_string(copy.copied.size())}}));
    std::string kept;
    for (const std::string& name : copy.kept) kept += (kept.empty() ? "" : ", ") + name;
    if (!kept.empty()) print("{}\n", text("cli.course_kept", {{"files", kept}}));
    if (!kept.empty() && !request_.fresh) print("{}\n", text("cli.course_fresh"));
    if (no_open_) print("{}\n", text("cli.course_how", {{"folder", folder}}));
  }

  workflow::CourseRequest request_;
  bool no_open_ = false;
};

}  // namespace

std::unique_ptr<Command> make_course() { return std::make_unique<Course>(); }

}  // namespace afina::cli
